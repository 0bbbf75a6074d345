import Addition
import Checkpoints
import Lanes
import ReferenceModels
import Testing
import Training
import Transformer

/// Loss, gradients and five AdamW steps against the float64 specification.
@Suite(.enabled(if: ReferenceModel.isPresent, "needs ../shared/reference"))
struct ReferenceTrainingTests {
  @Test(arguments: ReferenceModel.all)
  func float32StaysWithinTolerances(of reference: ReferenceModel) throws {
    let errors = try trainingErrors(of: reference, Lane.self)
    let allowed = try reference.tolerances()
    #expect(errors.gradient <= allowed["gradient", default: 0])
    #expect(errors.after5 <= allowed["after5", default: 0])
    // A loss is a difference of logits.
    #expect(errors.losses < max(1e-3, allowed["logits", default: 0]))
  }

  @Test(arguments: ReferenceModel.all)
  func float64AgreesToTenDigits(of reference: ReferenceModel) throws {
    let errors = try trainingErrors(of: reference, ExactLane.self)
    #expect(errors.gradient <= 1e-10)
    #expect(errors.after5 <= 1e-10)
    // Logits in the thousands, and a model that steps of 0.01 have taken apart: a digit less.
    #expect(errors.losses <= 1e-9)
  }

  /// Relative L2 errors over all parameters, and the largest relative error of the five losses.
  private func trainingErrors<V: LaneVector>(
    of reference: ReferenceModel, _: V.Type
  ) throws -> (gradient: Double, after5: Double, losses: Double) where V.Scalar: SIMDScalar {
    let program = try Program(reference.architecture)
    let table = program.parameters
    let weights = WeightStore(program, parameters: try reference.weights(for: table).map { V.Scalar($0) })
    let archive = try reference.archive("training")
    let problems = try reference.problems(in: archive)
    let batch = BatchGradient<V>(program, batch: problems.count, threads: 2)
    var moments = AdamW.Moments<V.Scalar>(count: table.learnableCount)
    var losses: [Double] = []
    var gradient: [Double] = []
    for step in 0..<5 {
      losses.append(Double(batch.compute(weights) { problems[$0] }))
      if step == 0 { gradient = batch.gradient.map { Double($0) } }
      let g = try #require(batch.gradient.baseAddress)
      GradientClipping.clip(g, count: table.learnableCount, toNorm: 1)
      weights.update { parameters in
        guard let p = parameters.baseAddress else { return }
        AdamW().update(p, gradient: g, moments: &moments, learningRate: 0.01, weightDecay: 0.01)
      }
    }
    let goldenLosses = try #require(archive["losses"]).doubles()
    let lossError = zip(losses, goldenLosses).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? .infinity
    return (
      try relativeError(gradient, "grad/", table, archive),
      try relativeError(weights.parameters.map { Double($0) }, "after5/", table, archive), lossError
    )
  }

  private func relativeError(
    _ values: [Double], _ prefix: String, _ table: ParameterTable, _ archive: TensorArchive
  ) throws -> Double {
    var (difference, total) = (0.0, 0.0)
    for parameter in table.parameters where parameter.isTrainable {
      let golden = try #require(archive[prefix + parameter.name], "\(parameter.name)").doubles()
      for (value, expected) in zip(values[parameter.range], golden) {
        difference += (value - expected) * (value - expected)
        total += expected * expected
      }
    }
    return (difference / total).squareRoot()
  }
}
