/// Pairs of problems, clean and corrupted, read by index.
public struct ProblemPairs: RandomAccessCollection, Sendable {
  /// The problems as they are.
  public let clean: ProblemSuite
  private let given: [Problem]?

  /// The problems of a suite, each with one that differs in a carry: made when asked for, a pure function of the suite's seed
  /// and the index; see `ProblemPair.init(changingACarryOf:_:)`.
  public init(changingACarryOf clean: ProblemSuite) {
    (self.clean, given) = (clean, nil)
  }

  /// Pairs of one's own. `source` says where they come from.
  init(_ source: ProblemSource, clean: [Problem], corrupted: [Problem]) {
    precondition(clean.count == corrupted.count, "every problem needs its corrupted one")
    (self.clean, given) = (ProblemSuite(source, problems: clean), corrupted)
  }

  /// Pairs of one's own under a name.
  public init(name: String, pairs: [ProblemPair]) {
    self.init(.list(name: name, count: pairs.count), clean: pairs.map(\.clean), corrupted: pairs.map(\.corrupted))
  }

  /// Where the clean problems come from.
  public var source: ProblemSource { clean.source }
  /// Whether the corrupted problems were given, and not made from the clean ones.
  public var areGiven: Bool { given != nil }

  /// The index of the first pair.
  public var startIndex: Int { 0 }
  /// The number of pairs.
  public var endIndex: Int { clean.count }

  /// Pair `index`: the same each time.
  public subscript(index: Int) -> ProblemPair {
    if let given { return ProblemPair(clean: clean[index], corrupted: given[index]) }
    var random = RandomStream(seed: clean.seed ?? 0, purpose: .analysis, step: 2, index: index)
    return ProblemPair(changingACarryOf: clean[index], &random)
  }
}

extension ProblemPairs: CustomStringConvertible {
  /// Such as `2,000 problems of suite carry, seed 1, and the same with one carry changed`.
  public var description: String {
    "\(source), and " + (areGiven ? "the corrupted ones given with them" : "the same with one carry changed")
  }
}
