import Addition

/// How often the digits of the answers are right, and the answers.
public struct AnswerAccuracy: Codable, Hashable, Sendable {
  /// One digit of the answer.
  public struct Digit: Codable, Hashable, Sendable {
    /// The digit's place, 0 for units.
    public let place: Int
    /// Right predictions where no carry enters the place.
    public let withoutCarry: Proportion
    /// Right predictions where a carry enters the place. Nothing enters place 0.
    public let withCarry: Proportion

    /// Right predictions on all problems.
    public var overall: Proportion { withoutCarry + withCarry }
  }

  /// The eleven digits of the answer, units first.
  public let digits: [Digit]
  /// Problems with all eleven digits right; each in its own run where a component has one for each.
  public let exact: Proportion

  /// All digits together, by whether a carry enters them.
  public func overall(carryIn: Bool) -> Proportion {
    digits.reduce(Proportion(0, of: 0)) { $0 + (carryIn ? $1.withCarry : $1.withoutCarry) }
  }

  /// All digits together.
  public var overall: Proportion { overall(carryIn: false) + overall(carryIn: true) }
}
