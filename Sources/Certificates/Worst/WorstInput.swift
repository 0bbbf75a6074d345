import Addition

/// A sum on which a model's margin is small, as far as a search found.
public struct WorstInput: Hashable, Sendable {
  /// The sum.
  public let problem: Problem
  /// The place of the digit with that margin, after the true digits before it, 0...10.
  public let place: Int
  /// The least margin of the right digit's logit over any other's, rounded up: below zero, the digit is wrong.
  public let margin: Double

  /// Whether the digit is wrong.
  public var isWrong: Bool { margin < 0 }

  /// An input with its margin.
  public init(problem: Problem, place: Int, margin: Double) {
    (self.problem, self.place, self.margin) = (problem, place, margin)
  }
}

extension WorstInput: Comparable {
  /// By margin; of equals the lower place, then the smaller operands first.
  public static func < (left: WorstInput, right: WorstInput) -> Bool {
    (left.margin, left.place, left.problem.a, left.problem.b) < (right.margin, right.place, right.problem.a, right.problem.b)
  }
}
