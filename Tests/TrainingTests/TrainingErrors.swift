import Addition
import Checkpoints
import Lanes
import ReferenceModels
import Testing
import Training
import Transformer

/// How far the engine's training is from golden values.
struct TrainingErrors {
  /// Relative, in the L2 norm over all learned parameters: the first gradient, and the parameters after the last step.
  let gradient, parameters: Double
  /// The largest `|x - golden| / max(1, |golden|)` of the losses before each step.
  let losses: Double

  /// Takes the golden steps with the engine in `V`'s precision.
  init<V: LaneVector>(of model: some GoldenModel, _: V.Type) throws where V.Scalar: SIMDScalar {
    let program = try Program(model.architecture)
    let table = program.parameters
    let golden = try model.training()
    let problems = ProblemSuite(name: "golden", problems: golden.problems)
    let weights = WeightStore(program, parameters: try model.weights(for: table).map { V.Scalar($0) })
    let batch = BatchGradient<V, ProblemSuite>(program, batch: problems.count, threads: 2)
    var moments = AdamW.Moments<V.Scalar>(count: table.learnableCount)
    var losses: [Double] = []
    var gradient: [Double] = []
    for step in golden.losses.indices {
      losses.append(Double(batch.compute(weights, problems: problems)))
      if step == 0 { gradient = batch.gradient.map { Double($0) } }
      let g = try #require(batch.gradient.baseAddress)
      GradientClipping.clip(g, count: table.learnableCount, toNorm: 1)
      weights.update { parameters in
        guard let p = parameters.baseAddress else { return }
        AdamW().update(p, gradient: g, moments: &moments, learningRate: 0.01, weightDecay: 0.01)
      }
    }
    self.losses = pointwiseError(losses, golden.losses)
    self.gradient = try Self.relativeError(gradient, golden.gradient, table)
    parameters = try Self.relativeError(weights.parameters.map { Double($0) }, golden.parameters, table)
  }

  private static func relativeError(
    _ values: [Double], _ golden: [String: Tensor], _ table: ParameterTable
  ) throws -> Double {
    var (difference, total) = (0.0, 0.0)
    for parameter in table.parameters where parameter.isTrainable {
      let tensor = try #require(golden[parameter.name], "\(parameter.name)")
      try #require(tensor.shape == parameter.shape, "\(parameter.name)")
      for (value, expected) in zip(values[parameter.range], tensor.doubles()) {
        difference += (value - expected) * (value - expected)
        total += expected * expected
      }
    }
    return (difference / total).squareRoot()
  }
}
