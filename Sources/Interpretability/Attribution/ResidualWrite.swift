import Transformer

/// Something that adds to the residual stream: token or position vectors, a head, an MLP.
struct ResidualWrite: Sendable {
  /// Such as `tokens`, `positions`, `L0H1`, `L0 MLP`.
  let name: String
  /// Where what it adds can be read.
  let hook: HookPoint
  /// The head; 0 where the hook has none.
  let head: Int
  /// The features of the residual stream that it writes to.
  let features: Range<Int>
  /// The block; nil for embeddings.
  let layer: Int?
  /// Whether it is a block's MLP.
  let isMLP: Bool

  /// The hooks that a program needs for all writes to be seen, and read by those who read them.
  static let extras: ExtraHooks = [.attentionResult, .splitInputs]

  /// All of a program with the hooks `extras`, in the order of the computation. Together they are the last residual.
  static func all(of program: Program) -> [ResidualWrite] {
    let residual = program.architecture.residual
    func embedding(_ name: String, _ hook: String, _ part: ResidualStream.Part) -> [ResidualWrite] {
      program.hook(hook).map {
        [.init(name: name, hook: $0, head: 0, features: residual.features(of: part), layer: nil, isMLP: false)]
      } ?? []
    }
    var all = embedding("tokens", "hook_embed", .token) + embedding("positions", "hook_pos_embed", .position)
    for layer in 0..<program.architecture.layers {
      if let hook = program.hook("blocks.\(layer).attn.hook_result") {
        all += (0..<(hook.heads ?? 1)).map {
          .init(name: "L\(layer)H\($0)", hook: hook, head: $0, features: 0..<residual.width, layer: layer, isMLP: false)
        }
      }
      if let hook = program.hook("blocks.\(layer).hook_mlp_out") {
        all.append(.init(name: "L\(layer) MLP", hook: hook, head: 0, features: 0..<residual.width, layer: layer, isMLP: true))
      }
    }
    return all
  }
}
