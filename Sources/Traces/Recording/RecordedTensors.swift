import Addition
import Lanes
import Transformer

extension TraceTensor {
  /// The tensors of a model, the vectors of its tokens and positions, and the circuits of its heads.
  static func all(of model: Model) -> [TraceTensor] {
    let weights = model.program.parameters.parameters.map { parameter in
      TraceTensor(
        "weights/" + parameter.name, meaning: "the tensor of that name in the checkpoint", shape: parameter.shape,
        values: Array(model.weights[parameter.range]))
    }
    return weights + vectors(of: model) + circuits(of: model)
  }

  /// What enters the residual stream for a token and for a position, read where the model computes it.
  private static func vectors(of model: Model) -> [TraceTensor] {
    let (program, format) = (model.program, model.architecture.format)
    // Every digit stands somewhere in these.
    let problems = [Problem(inRange: 1_234_567_890, 0), Problem(inRange: 0, 0)]
    let pass = Pass<Lane>(program)
    pass.load(problems[...])
    pass.forward(WeightStore(program, parameters: model.weights))
    func vector(_ hook: HookPoint, lane: Int, _ position: Int) -> [Float] {
      (0..<hook.features(positions: program.positions)).map {
        pass.activation(hook, lane: lane, position: position, feature: $0)
      }
    }
    var tensors: [TraceTensor] = []
    if let hook = program.hook("hook_embed") {
      let width = hook.features(positions: program.positions)
      let rows = (0..<format.vocabularySize).map { token -> [Float] in
        for (lane, problem) in problems.enumerated() {
          guard let position = format.input(of: problem).firstIndex(of: UInt8(token)) else { continue }
          return vector(hook, lane: lane, position)
        }
        return [Float](repeating: .nan, count: width)
      }
      tensors.append(
        TraceTensor(
          "tokens", meaning: "[token, feature]: what enters the residual stream for a token; NaN for one that no problem has",
          shape: [rows.count, width], values: rows.flatMap(\.self)))
    }
    if let hook = program.hook("hook_pos_embed") {
      tensors.append(
        TraceTensor(
          "positions", meaning: "[position, feature]: what enters the residual stream for a position",
          shape: [program.positions, hook.features(positions: program.positions)],
          values: (0..<program.positions).flatMap { vector(hook, lane: 0, $0) }))
    }
    return tensors
  }
}
