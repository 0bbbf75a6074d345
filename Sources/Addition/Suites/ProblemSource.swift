/// Which problems: a value that commands are asked for, tables keep and captions name.
///
/// A `ProblemSuite` holds the problems themselves, by index.
public enum ProblemSource: Hashable, Sendable {
  /// AdderBoard's 10,010 sums.
  case adderBoard
  /// Uniform operands; see `ProblemSuite.uniform(count:seed:)`.
  case uniform(count: Int, seed: UInt64)
  /// Every length of the longest carry chain alike; see `ProblemSuite.carry(count:seed:)`.
  case carry(count: Int, seed: UInt64)
  /// Sums of one's own.
  case sums([Problem])
  /// Problems that a program made, under a name of its own: enough to speak of them, not to make them again.
  case list(name: String, count: Int)

  /// The word that stands for the problems in tables: `adderboard`, `uniform`, `carry`, `sums`, or a list's own name.
  public var name: String {
    switch self {
    case .adderBoard: SuiteKind.adderboard.rawValue
    case .uniform: SuiteKind.uniform.rawValue
    case .carry: SuiteKind.carry.rawValue
    case .sums: "sums"
    case .list(let name, _): name
    }
  }

  /// How many problems.
  public var count: Int {
    switch self {
    case .adderBoard: AdderBoard.edgeCases.count + AdderBoard.randomPairs
    case .uniform(let count, _), .carry(let count, _), .list(_, let count): count
    case .sums(let problems): problems.count
    }
  }

  /// The seed they are drawn with; nil for problems that are what they are.
  public var seed: UInt64? {
    switch self {
    case .uniform(_, let seed), .carry(_, let seed): seed
    case .adderBoard, .sums, .list: nil
    }
  }

  /// Other problems of the same kind, for means and donors: as many, from a seed drawn from this one's. What is not drawn is
  /// accompanied by problems of all carry chains.
  public var companion: ProblemSource {
    var random = RandomStream(seed: seed ?? 0, purpose: .analysis)
    // 32 bits, so that the seed survives any JSON reader.
    let seed = random.next() >> 32
    let count = max(count, 1)
    if case .uniform = self { return .uniform(count: count, seed: seed) }
    return .carry(count: count, seed: seed)
  }
}

extension ProblemSource: CustomStringConvertible {
  /// Such as `2,000 problems of suite carry, seed 1`.
  public var description: String {
    "\(grouped(count)) \(count == 1 ? "problem" : "problems") of suite \(name)" + (seed.map { ", seed \($0)" } ?? "")
  }
}
