/// The suites that a command can name.
public enum SuiteKind: String, Hashable, Sendable, Codable, CaseIterable {
  /// `ProblemSuite.adderBoard`.
  case adderboard
  /// `ProblemSuite.uniform(count:seed:)`.
  case uniform
  /// `ProblemSuite.carry(count:seed:)`.
  case carry

  /// Whether the number of problems and the seed are the caller's choice.
  public var isSized: Bool { self != .adderboard }

  /// The suite. AdderBoard has its own count and seed and ignores these.
  /// - Precondition: `count` is not negative.
  public func suite(count: Int, seed: UInt64) -> ProblemSuite {
    switch self {
    case .adderboard: .adderBoard
    case .uniform: .uniform(count: count, seed: seed)
    case .carry: .carry(count: count, seed: seed)
    }
  }

  /// The suite as a value. AdderBoard has its own count and seed and ignores these.
  public func source(count: Int, seed: UInt64) -> ProblemSource {
    switch self {
    case .adderboard: .adderBoard
    case .uniform: .uniform(count: count, seed: seed)
    case .carry: .carry(count: count, seed: seed)
    }
  }
}
