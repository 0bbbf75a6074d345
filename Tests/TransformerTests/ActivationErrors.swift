import Checkpoints
import Lanes
import ReferenceModels
import Testing
import Transformer

/// The largest `|x - golden| / max(1, |golden|)` of every golden activation, by hook, with the engine in `V`'s precision.
func activationErrors<V: LaneVector>(of model: some GoldenModel, _: V.Type) throws -> [String: Double] {
  let program = try Program(model.architecture)
  let weights = WeightStore(program, parameters: try model.weights(for: program.parameters).map { V.Scalar($0) })
  let golden = try model.activations()
  let pass = Pass<V>(program)
  pass.load(golden.problems)
  pass.forward(weights)
  var errors: [String: Double] = [:]
  for (name, tensor) in golden.hooks {
    let hook = try #require(program.hook(name), "\(name)")
    try #require(tensor.shape == [golden.problems.count] + hook.dimensions(positions: program.positions), "\(name)")
    errors[name] = pointwiseError(values(at: hook, of: pass, problems: golden.problems.count), tensor.doubles())
  }
  return errors
}

/// What a pass holds at a hook, as `[problem][head?][position][feature]`.
private func values<V: LaneVector>(at hook: HookPoint, of pass: Pass<V>, problems: Int) -> [Double] {
  let positions = pass.program.positions
  var values: [Double] = []
  for lane in 0..<problems {
    for head in 0..<(hook.heads ?? 1) {
      for position in 0..<positions {
        for feature in 0..<hook.features(positions: positions) {
          values.append(Double(pass.activation(hook, lane: lane, head: head, position: position, feature: feature)))
        }
      }
    }
  }
  return values
}
