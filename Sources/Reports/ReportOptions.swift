import Addition

/// How much a report looks at, and how it may be made again.
public struct ReportOptions: Sendable {
  /// The problems behind attention and ablations.
  public var studied: ProblemSuite
  /// Problems of the carry suite behind the accuracy by carry-chain length, in equal parts for the eleven lengths.
  public var carryProblems: Int
  /// The seed of all other drawn problems.
  public var seed: UInt64
  /// The one sum that is shown in full.
  public var example: Problem
  /// The figures' resolution.
  public var dotsPerInch: Double
  /// Threads that share the work; nothing in the report depends on them.
  public var threads: Int
  /// The command that makes the report again, as it is printed in it; nil where no command made it.
  public var command: String?

  /// 2,000 problems of the carry suite for studies, 11,000 for accuracy by chain length, seed 1.
  public init(
    studied: ProblemSuite = .carry(), carryProblems: Int = 11_000, seed: UInt64 = 1, example: Problem = Self.example,
    dotsPerInch: Double = 300, threads: Int = 1,
    command: String? = nil
  ) {
    self.studied = studied
    self.carryProblems = carryProblems
    self.seed = seed
    self.example = example
    self.dotsPerInch = dotsPerInch
    self.threads = threads
    self.command = command
  }

  /// 4,827,156,093 + 1,372,843,958: one carry that is passed on over six places, and places of every kind.
  public static let example = Problem(inRange: 4_827_156_093, 1_372_843_958)
}
