import Checkpoints
import Lanes
import ReferenceModels
import Testing
import Transformer

/// The largest `|x - golden| / max(1, |golden|)` of every golden activation, by hook, with the engine in `V`'s precision.
func activationErrors<V: LaneVector>(of model: some GoldenModel, _: V.Type) throws -> [String: Double] {
  let program = try Program(model.architecture)
  return try activationErrors(program, weights: model.weights(for: program.parameters), model.activations(), V.self)
}

/// The same of a program with these parameters.
func activationErrors<V: LaneVector>(
  _ program: Program, weights: [Double], _ golden: GoldenActivations, _: V.Type
) throws -> [String: Double] {
  let weights = WeightStore(program, parameters: weights.map { V.Scalar($0) })
  let pass = Pass<V>(program)
  pass.load(golden.problems)
  pass.forward(weights)
  let positions = golden.positions ?? Array(0..<program.positions)
  var errors: [String: Double] = [:]
  for (name, tensor) in golden.hooks {
    let hook = try #require(program.hook(name), "\(name)")
    var shape = hook.dimensions(positions: program.positions)
    shape[hook.isAttention ? 1 : 0] = positions.count
    try #require(tensor.shape == [golden.problems.count] + shape, "\(name)")
    let values = (0..<golden.problems.count).flatMap { pass.values(at: hook, lane: $0, positions: positions) }
    errors[name] = pointwiseError(values, tensor.doubles())
  }
  return errors
}

extension Pass {
  /// One problem's values at a hook, in the order of its dimensions.
  fileprivate func values(at hook: HookPoint, lane: Int, positions: [Int]) -> [Double] {
    let heads = 0..<(hook.heads ?? 1)
    let rows =
      hook.isAttention
      ? heads.flatMap { head in positions.map { (head, $0) } } : positions.flatMap { position in heads.map { ($0, position) } }
    return rows.flatMap { head, position in
      (0..<hook.features(positions: program.positions)).map {
        Double(activation(hook, lane: lane, head: head, position: position, feature: $0))
      }
    }
  }
}
