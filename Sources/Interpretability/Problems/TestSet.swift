import Addition

/// Where a table's problems came from: enough to make them again.
public struct ProblemSource: Codable, Hashable, Sendable, CustomStringConvertible {
  /// The suite's name.
  public let suite: String
  /// How many problems.
  public let problems: Int
  /// The seed they were drawn with; nil for a fixed list.
  public let seed: UInt64?

  /// Such as `2,000 problems of suite carry, seed 1`.
  public var description: String {
    "\(grouped(problems)) \(problems == 1 ? "problem" : "problems") of suite \(suite)" + (seed.map { ", seed \($0)" } ?? "")
  }
}

/// Problems together with where they came from.
public struct TestSet: Sendable {
  /// The problems.
  public let problems: ProblemSuite
  /// Their suite, number and seed.
  public let source: ProblemSource
  private let kind: SuiteKind?

  /// A suite that a command can name. AdderBoard has its own count and seed.
  ///
  /// - Precondition: `count` is not negative.
  public init(_ kind: SuiteKind, count: Int, seed: UInt64) {
    problems = kind.suite(count: count, seed: seed)
    source = ProblemSource(suite: problems.name, problems: problems.count, seed: kind.isSized ? seed : nil)
    self.kind = kind
  }

  /// Given problems.
  public init(name: String, problems: [Problem]) {
    self.problems = ProblemSuite(name: name, problems: problems)
    source = ProblemSource(suite: name, problems: problems.count, seed: nil)
    kind = nil
  }

  /// Problems in equal parts for every length 0...10 of the longest carry chain: what studies use unless told otherwise.
  public static func carry(count: Int = 2000, seed: UInt64 = 1) -> TestSet { TestSet(.carry, count: count, seed: seed) }

  /// Other problems of the same kind, for means and donors: as many, from a seed drawn from this one's. A fixed list is
  /// accompanied by carry-stratified problems.
  public func companion() -> TestSet {
    var random = RandomStream(seed: source.seed ?? 0, purpose: .analysis)
    // 32 bits, so that the seed survives any JSON reader.
    let seed = random.next() >> 32
    let kind: SuiteKind = if let kind, kind.isSized { kind } else { .carry }
    return TestSet(kind, count: max(source.problems, 1), seed: seed)
  }

  /// - Throws: `AnalysisError.noProblems` if there are none.
  func requireProblems() throws(AnalysisError) {
    guard !problems.isEmpty else { throw .noProblems(suite: source.suite) }
  }
}
