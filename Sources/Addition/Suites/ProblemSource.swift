import Files

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
  /// A text file of problems, or a trace, or `-` for standard input; how many are in it once it has been read.
  case file(String, count: Int? = nil)
  /// Problems that a program made, under a name of its own: enough to speak of them, not to make them again.
  case list(name: String, count: Int)

  /// The word that stands for the problems in tables: `adderboard`, `uniform`, `carry`, `sums`, a file's path, or a list's own name.
  public var name: String {
    switch self {
    case .adderBoard: SuiteKind.adderboard.rawValue
    case .uniform: SuiteKind.uniform.rawValue
    case .carry: SuiteKind.carry.rawValue
    case .sums: "sums"
    case .file(let path, _): path
    case .list(let name, _): name
    }
  }

  /// How many problems; nil for a file that has not been read.
  public var count: Int? {
    switch self {
    case .adderBoard: AdderBoard.edgeCases.count + AdderBoard.randomPairs
    case .uniform(let count, _), .carry(let count, _), .list(_, let count): count
    case .sums(let problems): problems.count
    case .file(_, let count): count
    }
  }

  /// The seed they are drawn with; nil for problems that are what they are.
  public var seed: UInt64? {
    switch self {
    case .uniform(_, let seed), .carry(_, let seed): seed
    case .adderBoard, .sums, .file, .list: nil
    }
  }

  /// Other problems of the same kind, for means and donors: as many, from a seed drawn from this one's. What is not drawn is
  /// accompanied by problems of all carry chains, and a few sums or a small file by at least 2,000 of them.
  public var companion: ProblemSource {
    var random = RandomStream(seed: seed ?? 0, purpose: .analysis)
    // 32 bits, so that the seed survives any JSON reader.
    let seed = random.next() >> 32
    return switch self {
    case .uniform(let count, _): .uniform(count: max(count, 1), seed: seed)
    case .sums, .file: .carry(count: max(count ?? 0, 2000), seed: seed)
    case .adderBoard, .carry, .list: .carry(count: max(count ?? 0, 1), seed: seed)
    }
  }
}

extension ProblemSource {
  /// What is to be said of a number of problems that a suite cannot share out evenly; nil if there is nothing to say.
  public var note: String? {
    guard case .carry(let count, _) = self else { return nil }
    let lengths = CarryChainSampler.lengths
    let (each, more) = count.quotientAndRemainder(dividingBy: lengths)
    guard more > 0 else { return nil }
    let which = more == 1 ? "length 0" : "lengths 0 to \(more - 1)"
    let even = each == 0 ? [lengths] : [each * lengths, (each + 1) * lengths]
    return "\(grouped(count)) is no multiple of \(lengths): carry chains of \(which) have one problem more than the others; "
      + "\(even.map(grouped).joined(separator: " or ")) would be shared out evenly"
  }
}

extension ProblemSource: CustomStringConvertible {
  /// Such as `2,000 problems of suite carry, seed 1`, `the sum 12 + 34`, `12 given sums`, or `500 problems of sums.csv`.
  public var description: String {
    let number = count.map { "\(grouped($0)) \($0 == 1 ? "problem" : "problems")" } ?? "the problems"
    return switch self {
    case .adderBoard, .uniform, .carry, .list: "\(number) of suite \(name)" + (seed.map { ", seed \($0)" } ?? "")
    case .file: "\(number) of \(fileName)"
    case .sums(let problems):
      switch problems.count {
      case 1: "the sum \(problems[0])"
      case 2...4: "the sums " + problems.map(\.description).joined(separator: ", ")
      default: "\(grouped(problems.count)) given sums"
      }
    }
  }

  /// The name of the file without its folders, so that a caption is the same wherever the file lies.
  public var fileName: String {
    let name = InputLines.title(of: name)
    return name.split(separator: "/").last.map(String.init) ?? name
  }
}
