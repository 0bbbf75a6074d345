import Addition
import Transformer

/// Where a probe looks: a hook at one position, and the place of the sum that it is asked about.
struct ProbeSite: Hashable, Sendable {
  let hook: HookPoint
  let position: Int
  let place: Int
  /// The values that the probe sees, those of all heads; for attention the keys that the query can see.
  let elements: [Element]

  /// One value of an activation.
  struct Element: Hashable, Sendable {
    let head: Int
    let feature: Int
  }

  /// - Returns: nil for a position that belongs to no place of the sum.
  init?(_ hook: HookPoint, position: Int, of program: Program) {
    guard let place = program.architecture.format.place(probedAt: position) else { return nil }
    let features = hook.isAttention ? position + 1 : hook.features(positions: program.positions)
    (self.hook, self.position, self.place) = (hook, position, place)
    elements = (0..<(hook.heads ?? 1)).flatMap { head in (0..<features).map { Element(head: head, feature: $0) } }
  }
}

extension TokenFormat {
  /// The place that a probe of a position is about: at the queries that predict the answer's digits that digit's, at an operand's
  /// digit its own; nil for the delimiters within the prompt.
  func place(probedAt position: Int) -> Int? {
    if let digit = (0..<answerLength).first(where: { query(answerDigit: $0) == position }) { return digit }
    return (0..<Problem.operandDigits).first { firstOperandPosition($0) == position || secondOperandPosition($0) == position }
  }
}

extension Program {
  /// What probes look at unless told otherwise: the residual stream and what is added to it, and the MLPs' hidden units.
  public var usuallyProbedHooks: [HookPoint] {
    let names = [
      "hook_resid_pre", "hook_attn_out", "hook_resid_mid", "mlp.hook_pre", "mlp.hook_post", "hook_mlp_out", "hook_resid_post",
    ]
    return (0..<architecture.layers).flatMap { layer in
      // A block's stream begins as the one before ends.
      names.filter { layer == 0 || $0 != "hook_resid_pre" }.compactMap { hook("blocks.\(layer).\($0)") }
    }
  }
}
