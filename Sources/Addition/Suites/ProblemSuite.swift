/// A named list of test problems that is read by index.
///
/// The random suites make problem `index` when asked and hold nothing, so ten million problems need no memory, and any thread
/// may read any part.
public struct ProblemSuite: IndexedProblems, RandomAccessCollection {
  /// What problem `index` is made from.
  private enum Contents: Sendable {
    case list([Problem])
    case uniform(RandomStream.Key)
    case carry(RandomStream.Key, CarryChainSampler)
  }

  /// Where they come from: enough to make drawn ones again.
  public let source: ProblemSource
  /// The number of problems.
  public let count: Int
  private let contents: Contents
  /// Where a part begins in its whole.
  private var first = 0

  /// The name that commands and tables use: `adderboard`, `uniform`, `carry`, or the caller's own.
  public var name: String { source.name }
  /// The seed they are drawn with; nil for a fixed list.
  public var seed: UInt64? { source.seed }

  /// A suite of given problems.
  public init(name: String, problems: [Problem]) {
    self.init(.list(name: name, count: problems.count), problems: problems)
  }

  /// A suite of sums of one's own, which tables name one by one.
  public init(sums: [Problem]) {
    self.init(.sums(sums), problems: sums)
  }

  /// Problems that a source has led to.
  init(_ source: ProblemSource, problems: [Problem]) {
    self.init(source, count: problems.count, .list(problems))
  }

  private init(_ source: ProblemSource, count: Int, _ contents: Contents) {
    precondition(count >= 0, "a suite cannot have \(count) problems")
    (self.source, self.count, self.contents) = (source, count, contents)
  }

  /// The field's test suite: ten edge cases, then 10,000 uniform pairs of MT19937 seeded with 2025. The SHA-256 of its 10,010
  /// lines `{a} {b}\n` is 05a473c07b41b42ccdbe253db8e73e445ea2e06a640b59f8cf08d95f4166dc1c.
  public static let adderBoard = ProblemSuite(.adderBoard, problems: AdderBoard.problems())

  /// `count` problems whose operands are both uniform in 0 ..< 10^10.
  /// - Precondition: `count` is not negative.
  public static func uniform(count: Int, seed: UInt64) -> ProblemSuite {
    let key = RandomStream.Key(seed: seed, purpose: .evaluation, step: 0)
    return ProblemSuite(.uniform(count: count, seed: seed), count: count, .uniform(key))
  }

  /// `count` problems in equal parts for each length 0...10 of the longest carry chain: problem `index` has a chain of length
  /// `index % 11`, and is uniform over all pairs of ten-digit operands with that longest chain. What studies use unless told
  /// otherwise.
  /// - Precondition: `count` is not negative.
  public static func carry(count: Int = 2000, seed: UInt64 = 1) -> ProblemSuite {
    let key = RandomStream.Key(seed: seed, purpose: .evaluation, step: 1)
    return ProblemSuite(.carry(count: count, seed: seed), count: count, .carry(key, CarryChainSampler()))
  }

  /// Some of the problems, in their order, as a suite of their own: whoever shares out work gives each a part. A part of a part counts
  /// from that part's own start.
  /// - Precondition: the range lies in `0 ..< count`.
  public func part(_ range: Range<Int>) -> ProblemSuite {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "suite \(name) has \(count) problems, and not \(range)")
    var part = ProblemSuite(.list(name: name, count: range.count), count: range.count, contents)
    part.first = first + range.lowerBound
    return part
  }

  /// Other problems of the same kind, for means and donors; see `ProblemSource.companion`.
  public var companion: ProblemSuite {
    switch source.companion {
    case .uniform(let count, let seed): .uniform(count: count, seed: seed)
    case let companion: .carry(count: companion.count ?? 0, seed: companion.seed ?? 0)
    }
  }

  /// The index of the first problem.
  public var startIndex: Int { 0 }
  /// The number of problems.
  public var endIndex: Int { count }

  /// Problem `index`, `0 ..< count`.
  public func problem(_ index: Int) -> Problem { self[index] }

  /// Problem `index`, `0 ..< count`: the same each time.
  public subscript(index: Int) -> Problem {
    precondition(index >= 0 && index < count, "suite \(name) has \(count) problems, and none at \(index)")
    let index = first + index
    switch contents {
    case .list(let problems):
      return problems[index]
    case .uniform(let key):
      var random = RandomStream(key, index: index)
      return Problem(inRange: random.below(Problem.largestOperand + 1), random.below(Problem.largestOperand + 1))
    case .carry(let key, let sampler):
      var random = RandomStream(key, index: index)
      return sampler.problem(longestChain: index % CarryChainSampler.lengths, &random)
    }
  }
}
