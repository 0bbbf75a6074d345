import Addition
import Transformer

/// Something that is patched: part of a hook's activation, or the paths from some writers to one reader.
public struct PatchNode: Codable, Hashable, Sendable {
  /// At which positions (of attention: queries).
  public enum Positions: Codable, Hashable, Sendable {
    case all
    /// Those that play a role for the digit that is looked at: every digit is then patched in a run of its own.
    case role(KeyRole)
    /// The same for every digit.
    case these([Int])
  }

  /// The hook point's name.
  public var hook: String
  /// The head, or nil for all.
  public var head: Int?
  /// Positions.
  public var positions: Positions
  /// Features (for attention: keys), or nil for all.
  public var features: [Int]?
  /// Of a path, what writes; empty where the activation itself is patched.
  public var senders: [Intervention.PathSource]

  /// A node: all of a hook unless a part is named.
  public init(
    _ hook: String, head: Int? = nil, positions: Positions = .all, features: [Int]? = nil,
    senders: [Intervention.PathSource] = []
  ) {
    (self.hook, self.head, self.positions, self.features, self.senders) = (hook, head, positions, features, senders)
  }

  /// The node that an intervention patches, whatever it does there.
  public init(_ intervention: Intervention) {
    self.init(
      intervention.hook, head: intervention.head, positions: intervention.positions.map { .these($0) } ?? .all,
      features: intervention.features)
    if case .paths(let sources) = intervention.operation { senders = sources }
  }

  /// The patch where a digit of the answer is looked at; nil where no position has the role.
  func intervention(answerDigit digit: Int, format: TokenFormat) -> Intervention? {
    let places: [Int]?
    switch positions {
    case .all: places = nil
    case .these(let positions): places = positions
    case .role(let role):
      let found = (0...format.query(answerDigit: digit)).filter {
        KeyRole(key: $0, answerDigit: digit, format: format) == role
      }
      guard !found.isEmpty else { return nil }
      places = found
    }
    return Intervention(
      hook: hook, head: head, positions: places, features: features, operation: senders.isEmpty ? .donor : .paths(senders))
  }
}

extension PatchNode {
  /// Which part of the model, without the positions: `blocks.0.attn.hook_z head 1`, `blocks.0.mlp.hook_post 3`.
  public var place: String {
    hook + (head.map { " head \($0)" } ?? "") + (features.map { " " + Self.numbers($0) } ?? "")
  }

  /// Of a path, what writes, with commas between.
  public var sender: String? {
    senders.isEmpty ? nil : senders.map { $0.hook + ($0.head.map { " head \($0)" } ?? "") }.joined(separator: ", ")
  }

  /// The positions: a role, labels, or `all`.
  public func positionName(in format: TokenFormat) -> String {
    switch positions {
    case .all: "all"
    case .role(let role): role.rawValue
    case .these(let positions):
      positions.map { format.positionLabels.indices.contains($0) ? format.positionLabels[$0] : "\($0)" }.joined(separator: " ")
    }
  }

  private static func numbers(_ numbers: [Int]) -> String { numbers.map { "\($0)" }.joined(separator: " ") }
}
