import Addition
import Transformer

/// A part of a model that is in a circuit or not: a node, whose activation other parts read, or an edge between two nodes.
public struct CircuitPart: Codable, Hashable, Sendable {
  /// What a part is.
  public enum Kind: String, Codable, Hashable, Sendable {
    /// A head's mixture of values.
    case head
    /// A head's attention weights.
    case pattern
    /// What the query that predicts a digit reads, in one head, from the keys of one role.
    case value
    /// A hidden unit of an MLP.
    case unit
    /// What one node writes, as one other reads it.
    case edge
  }

  /// Such as `L0H0`, `L0H0 pattern`, `L0H0 value of X[i-1]`, `L0 unit 1` or `L0H0 -> L0 MLP`.
  public let name: String
  /// What it is.
  public let kind: Kind
  /// The block it is in; for an edge, the reader's, and nil for the logits.
  public let layer: Int?
  /// Its head; for an edge, the reader's.
  public let head: Int?
  /// The role of the keys, for a value.
  public let role: KeyRole?
  /// The path, for an edge.
  public let edge: CircuitEdge?
  /// The activations, for a node.
  let places: [Component.Part]

  private enum CodingKeys: CodingKey { case name, kind, layer, head, role, edge, places }

  /// A node.
  init(_ component: Component) {
    name = component.name
    kind =
      switch component.group {
      case .value: .value
      case .unit: .unit
      default: .head
      }
    (layer, head, role) = (component.layer, component.head, component.role)
    (edge, places) = (nil, component.parts)
  }

  /// An edge.
  init(_ edge: CircuitEdge) {
    (name, kind, self.edge) = (edge.name, .edge, edge)
    (layer, head, role, places) = (edge.reader.layer, edge.reader.head, nil, [])
  }

  private init(patternOf head: Int, layer: Int, hook: String) {
    (name, kind, role, edge) = ("L\(layer)H\(head) pattern", .pattern, nil, nil)
    (self.layer, self.head) = (layer, head)
    places = [Component.Part(hook: hook, head: head)]
  }

  /// The attention weights of every head of a block.
  static func patterns(of program: Program, layer: Int) -> [CircuitPart] {
    guard let hook = program.hook("blocks.\(layer).attn.hook_pattern") else { return [] }
    return (0..<(hook.heads ?? 1)).map { CircuitPart(patternOf: $0, layer: layer, hook: hook.name) }
  }

  /// Whether it belongs to attention: what it does is to fetch something from other positions.
  public var isAttention: Bool {
    switch kind {
    case .head, .pattern, .value: true
    case .unit: false
    case .edge: edge?.reader.isAttention ?? false
    }
  }
}
