import Addition

/// What is known of a model on all 10^20 sums.
public enum Verdict: String, Codable, Hashable, Sendable, CaseIterable {
  /// Every sum is answered right.
  case proved
  /// A sum is answered wrong.
  case refuted
  /// Neither was shown in the time given.
  case undecided
}

/// The arithmetic that a certificate speaks of.
public enum CertifiedArithmetic: String, Codable, Hashable, Sendable, CaseIterable {
  /// Real numbers, computed without rounding from the weights as they are.
  case real
  /// The float32 program that the engine runs, rounding and all, on the processor that the certificate was made on.
  case float32
  /// The float64 program, likewise; libm's functions are taken to be right within 4 units in the last place.
  case float64
}

/// A sum that a model answers wrong.
public struct Counterexample: Hashable, Sendable {
  /// The sum.
  public let problem: Problem
  /// The place of the digit that is wrong though all before it are right, 0...10.
  public let place: Int
  /// An upper bound of the margin there: below zero.
  public let margin: Double
  /// What the engine answers in float32 and in float64; nil for no number.
  public let float32, float64: UInt64?
}

/// What is known of one digit of the answer.
public struct DigitCertificate: Hashable, Sendable {
  /// The digit's place, 0...10.
  public let place: Int
  /// No more than the margin of the right digit's logit over any other token's, over all inputs that were bounded; nil for none.
  public let margin: Double?
  /// Bars that cover all inputs: a token before, and a total of two digits and a carry.
  public let bars: Int
  /// Boxes for which a bound was found or tried.
  public let boxes: Int
  /// What was left open.
  public let open: [OpenCell]
  /// How many pairs of operands are in it.
  public let openInputs: UInt128
  /// What rounding takes off a margin, at most; it is taken off already. 0 in real arithmetic.
  public let rounding: Double
}

/// Inputs of which nothing could be shown: those with these digits.
public struct OpenCell: Codable, Hashable, Sendable {
  /// The place of the answer's digit.
  public let place: Int
  /// The digit of the answer before it; nil for the first.
  public let previous: Int?
  /// The operands' digits of that place; nil for the last.
  public let x, y: Int?
  /// The carry into the place.
  public let carry: Int
}

/// A model's certificate: a verdict on all pairs of ten-digit operands, and what it rests on.
public struct Certificate: Sendable {
  /// The verdict.
  public let verdict: Verdict
  /// What the verdict is about.
  public let arithmetic: CertifiedArithmetic
  /// Digit by digit; empty if it was refuted.
  public let digits: [DigitCertificate]
  /// A sum that is wrong, if it was refuted.
  public let counterexample: Counterexample?
  /// Numbers that describe what attention hands on: 1 where its output has rank 1.
  public let dimensions: Int
  /// What the coordinates of the proof are made of.
  public let handsOn: HandsOn
  /// For a proof all that a checker needs, question by question.
  public let questions: [QuestionProof]
  /// How many sums are wrong: none if it was proved; nil if it was not and nothing was counted.
  public let wrong: WrongCount?
  /// How many inputs each digit of the answer is wrong for after a true prefix, place by place; nil if nothing was counted.
  public let wrongByDigit: [WrongCount]?
  /// How long it took.
  public let seconds: Double

  /// The least margin over all digits; nil unless everything was bounded.
  public var margin: Double? {
    guard verdict == .proved else { return nil }
    return digits.compactMap(\.margin).min()
  }

  /// What rounding takes off a margin, at most; nil unless everything was bounded.
  public var rounding: Double? { verdict == .proved ? digits.map(\.rounding).max() : nil }

  /// What coordinates are made of.
  public enum HandsOn: String, Codable, Hashable, Sendable {
    /// The mixed values of heads.
    case values
    /// The fewer outputs of the map that alone reads them.
    case factor
  }

  /// How many pairs of operands nothing could be shown of, at most: digits may share some.
  public var openInputs: UInt128 { min(WrongCount.sums, digits.reduce(0) { $0 + $1.openInputs }) }
}
