/// A single number in an expression: where it starts, and whether it is learned or frozen there.
public struct LearnedNumber: Hashable, Sendable {
  /// Its value before training, and for good if it is frozen.
  public var initial: Double
  /// Whether training changes it.
  public var isLearned: Bool

  /// A number that is learned from a starting value on.
  public static func learned(_ initial: Double) -> LearnedNumber { LearnedNumber(initial: initial, isLearned: true) }
  /// A number that stays as it is.
  public static func frozen(_ value: Double) -> LearnedNumber { LearnedNumber(initial: value, isLearned: false) }
}

extension LearnedNumber: Codable {
  private enum CodingKeys: CodingKey { case frozen }

  /// Decodes `2.5`, learned from 2.5 on, or `{"frozen": 2.5}`.
  public init(from decoder: any Decoder) throws {
    if let initial = try? decoder.singleValueContainer().decode(Double.self) {
      self = .learned(initial)
    } else {
      self = .frozen(try decoder.container(keyedBy: CodingKeys.self).decode(Double.self, forKey: .frozen))
    }
  }

  /// Encodes a bare number where it is learned.
  public func encode(to encoder: any Encoder) throws {
    if isLearned {
      var container = encoder.singleValueContainer()
      try container.encode(initial)
    } else {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(initial, forKey: .frozen)
    }
  }
}
