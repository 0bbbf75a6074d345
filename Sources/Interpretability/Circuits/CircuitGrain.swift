import Transformer

/// How finely a model is cut into the parts that a circuit is made of.
public enum CircuitGrain: String, Codable, Hashable, Sendable, CaseIterable {
  /// Heads and hidden units of MLPs.
  case nodes
  /// In place of each head its pattern, and what it reads from the keys of each role; and hidden units.
  case reads
  /// The paths through the residual stream: from the tokens' vectors, heads and MLPs to each head's queries, keys and values, to
  /// MLPs and to the logits.
  case edges

  /// What one part is called, and several.
  public var words: (one: String, many: String) {
    switch self {
    case .nodes: ("node", "nodes")
    case .reads: ("read", "reads")
    case .edges: ("edge", "edges")
    }
  }

  /// The hooks that a program must have for it.
  var extras: ExtraHooks { self == .edges ? [.attentionResult, .splitInputs] : [] }

  /// The parts of a program, in the order of the computation.
  ///
  /// - Parameter program: with the extra hooks of the grain.
  func parts(of program: Program) -> [CircuitPart] {
    switch self {
    case .nodes: Component.all(of: program, groups: [.head, .unit]).map { CircuitPart($0) }
    case .reads:
      (0..<program.architecture.layers).flatMap { layer in
        CircuitPart.patterns(of: program, layer: layer)
          + Component.all(of: program, groups: [.value, .unit]).filter { $0.layer == layer }.map { CircuitPart($0) }
      }
    case .edges: CircuitEdge.all(of: program).map { CircuitPart($0) }
    }
  }
}
