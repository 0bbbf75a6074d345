import Addition
import Arguments
import Traces

extension SuiteKind: ExpressibleByArgument {}

extension Problem: ExpressibleByArgument {
  /// Reads `A+B`.
  public init?(argument: String) { try? self.init(parsing: argument) }
  /// `A+B`.
  public var argumentText: String { "\(a)+\(b)" }
  /// `A+B`.
  public static var argumentPlaceholder: String? { "A+B" }
  /// Says which operand is none, and why.
  public static func argumentMismatch(_ argument: String) -> String {
    do throws(OperandError) { _ = try Problem(parsing: argument) } catch { return "is no problem: \(error)" }
    return "is no problem"
  }
}

/// What a command runs unless told otherwise, and how much it can.
protocol UsualProblems {
  static var suite: SuiteKind { get }
  static var count: Int { get }
  static var most: Int { get }
}

/// Which problems a command runs: `@OptionGroup var problems: ProblemOptions<StudiedProblems>`. Not those of seed 0 unless asked
/// for: training is validated on them.
struct ProblemOptions<Usual: UsualProblems>: ParsableArguments {
  @Option(
    help: """
      AdderBoard's 10,010 sums, uniform operands, or equal parts for each length of the longest carry chain. \
      (default: \(Usual.suite.rawValue))
      """)
  var suite: SuiteKind?
  @Option(
    help: "How many problems, up to \(grouped(Usual.most)); for carry and uniform. (default: \(grouped(Usual.count)))")
  var count: Int?
  @Option(help: "Which problems; for carry and uniform. (default: 1)") var seed: UInt64?
  @Option(help: "A sum of your own instead of a suite; may be given several times.") var sum: [Problem] = []
  @Option(
    help: ArgumentHelp(
      "A file of problems instead of a suite: CSV, JSON lines or a trace; - for standard input.", valueName: "FILE",
      completion: .files))
  var problems: String?

  /// Whether the user said anything about the problems.
  var areGiven: Bool { suite != nil || count != nil || seed != nil || !sum.isEmpty || problems != nil }

  /// The file that is read; standard input is none.
  var files: [String] { problems.map { $0 == "-" ? [] : [$0] } ?? [] }

  /// The problems as a value.
  var source: ProblemSource {
    if let problems { return .file(problems) }
    if !sum.isEmpty { return .sums(sum) }
    return (suite ?? Usual.suite).source(count: count ?? Usual.count, seed: seed ?? 1)
  }

  /// The problems. A number that the user asked for, and that cannot be shared out evenly, gets a note.
  func read() throws -> ProblemSuite {
    if count != nil, let note = source.note { printNote(note) }
    let suite = try source.suite { path in try TraceReader.problems(of: path) }
    guard suite.count <= Usual.most else {
      throw ValidationError("\(suite.source) are more than this command takes; give at most \(grouped(Usual.most))")
    }
    return suite
  }

  /// The options as words of a command that asks for the same problems.
  var words: [String] {
    switch source {
    case .file(let path, _): ["--problems", path]
    case .sums(let problems): problems.flatMap { ["--sum", $0.argumentText] }
    case .adderBoard, .list: ["--suite", source.name]
    case .uniform(let count, let seed), .carry(let count, let seed):
      ["--suite", source.name, "--count", "\(count)", "--seed", "\(seed)"]
    }
  }

  func validate() throws {
    let ofSuites = [suite.map { _ in "--suite" }, count.map { _ in "--count" }, seed.map { _ in "--seed" }].compactMap(\.self)
    let ways = [ofSuites.first, sum.isEmpty ? nil : "--sum", problems.map { _ in "--problems" }].compactMap(\.self)
    if ways.count > 1 { throw ValidationError("\(ways[1]) does not go with \(ways[0]); say in one way which problems") }
    if !(suite ?? Usual.suite).isSized, count != nil || seed != nil {
      let option = count != nil ? "--count" : "--seed"
      throw ValidationError("\(option) does not go with adderboard, which is fixed; add --suite uniform or --suite carry")
    }
    if let count, !(1...Usual.most).contains(count) {
      throw ValidationError("--count must be in 1...\(grouped(Usual.most)) and is \(count)")
    }
  }
}

/// What studies of many runs look at.
enum StudiedProblems: UsualProblems {
  static let (suite, count, most) = (SuiteKind.carry, 2000, 10_000_000)
}

/// What accuracy is counted on.
enum EvaluatedProblems: UsualProblems {
  static let (suite, count, most) = (SuiteKind.adderboard, 10_000, 1_000_000_000)
}

/// What a model card counts beside AdderBoard and carry chains.
enum CardProblems: UsualProblems {
  static let (suite, count, most) = (SuiteKind.uniform, 10_000_000, 1_000_000_000)
}

/// What is recorded.
enum RecordedProblems: UsualProblems {
  static let (suite, count, most) = (SuiteKind.uniform, 1000, 100_000_000)
}
