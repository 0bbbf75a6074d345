import Addition
import Transformer

/// How finely hooks are split into nodes, each patched for itself.
public enum PatchSplit: String, Codable, Hashable, Sendable, CaseIterable {
  case position, head, feature
}

/// Whether positions are told apart by what they are to the digit that is looked at, or by where they stand.
public enum PatchPositions: String, Codable, Hashable, Sendable, CaseIterable {
  case role, absolute
}

extension PatchNode {
  /// The hooks of a map of the whole model, in the order of the computation: the residual stream wherever it changes, what heads
  /// read, look at and mix, the MLP's units and output, the layers' outputs.
  public static func mapHooks(of program: Program) -> [HookPoint] {
    var names = ["hook_embed"]
    for layer in 0..<program.architecture.layers {
      let block = "blocks.\(layer)."
      names += ["q", "k", "v", "pattern", "z"].map { block + "attn.hook_\($0)" }
      // One head's output is what the head mixes, mapped.
      if program.architecture.attention.heads > 1 { names.append(block + "hook_attn_out") }
      names += ["hook_resid_mid", "mlp.hook_post", "hook_mlp_out", "hook_resid_post"].map { block + $0 }
    }
    return names.compactMap(program.hook)
  }

  /// A map of the whole model: `mapHooks`, each at every position, by head where there are heads, the MLP's units one by one
  /// where there are few.
  public static func map(of program: Program, positions: PatchPositions = .role) -> [PatchNode] {
    mapHooks(of: program).flatMap { hook in
      let isUnits = hook.name.hasSuffix("mlp.hook_post") && hook.features(positions: program.positions) <= 16
      return all(of: [hook], by: isUnits ? [.position, .feature] : [.position, .head], positions, in: program)
    }
  }

  /// Some hooks, split.
  ///
  /// - Parameters:
  ///   - hooks: of the program.
  ///   - splits: nothing for whole hooks. Hooks without heads are not split by head; of attention, features are keys.
  public static func all(
    of hooks: [HookPoint], by splits: Set<PatchSplit>, _ positions: PatchPositions = .role, in program: Program
  ) -> [PatchNode] {
    hooks.flatMap { hook -> [PatchNode] in
      let heads = splits.contains(.head) ? hook.heads.map { (0..<$0).map(Optional.some) } ?? [nil] : [nil]
      let width = hook.features(positions: program.positions)
      let features: [[Int]?] = splits.contains(.feature) ? (0..<width).map { [$0] } : [nil]
      let places = splits.contains(.position) ? Self.places(positions, in: program) : [.all]
      return heads.flatMap { head in
        features.flatMap { feature in places.map { PatchNode(hook.name, head: head, positions: $0, features: feature) } }
      }
    }
  }

  /// Every path from something that writes to the residual stream to something that reads it.
  ///
  /// Writers are the token vectors, heads and MLPs; readers, each head's queries, keys and values, MLPs, and the last residual
  /// stream, behind which there are only the logits. Position vectors are the same for every problem and not among them.
  ///
  /// - Parameter program: one compiled with `extras: [.attentionResult, .splitInputs]`.
  /// - Throws: `AnalysisError.noHook` for another one.
  public static func paths(
    of program: Program, by splits: Set<PatchSplit> = [], _ positions: PatchPositions = .role
  ) throws(AnalysisError) -> [PatchNode] {
    let architecture = program.architecture
    var writers = [Intervention.PathSource("hook_embed")]
    var paths: [PatchNode] = []
    let places = splits.contains(.position) ? Self.places(positions, in: program) : [.all]
    func add(_ reader: String, heads: Int? = nil) throws(AnalysisError) {
      guard program.hook(reader) != nil else { throw .noHook(reader) }
      for head in heads.map({ (0..<$0).map(Optional.some) }) ?? [nil] {
        for writer in writers { paths += places.map { PatchNode(reader, head: head, positions: $0, senders: [writer]) } }
      }
    }
    for layer in 0..<architecture.layers {
      let block = "blocks.\(layer)."
      try add(block + "hook_q_input", heads: architecture.attention.heads)
      try add(block + "hook_k_input", heads: architecture.keyValueHeads)
      try add(block + "hook_v_input", heads: architecture.keyValueHeads)
      writers += (0..<architecture.attention.heads).map { .init(block + "attn.hook_result", head: $0) }
      try add(block + "hook_mlp_in")
      writers.append(.init(block + "hook_mlp_out"))
    }
    try add("blocks.\(architecture.layers - 1).hook_resid_post")
    return paths
  }

  /// All positions, one by one.
  private static func places(_ positions: PatchPositions, in program: Program) -> [Positions] {
    switch positions {
    case .absolute: (0..<program.positions).map { .these([$0]) }
    case .role:
      // Of the operands upwards to what has been answered: as a figure shows them.
      [
        .firstDigit, .secondDigit, .previousFirstDigit, .previousSecondDigit, .equals, .previousAnswerDigit, .other,
      ].filter { Self.exists($0, program.architecture.format) }.map { .role($0) }
    }
  }

  private static func exists(_ role: KeyRole, _ format: TokenFormat) -> Bool {
    role != .equals || format.positionLabels.contains("=")
  }
}
