import Addition
import Arguments

/// Which problems a study runs: `@OptionGroup var problems: StudyOptions`.
struct StudyOptions: ParsableArguments {
  @Option(help: "Equal parts for each length of the longest carry chain, uniform operands, or AdderBoard's 10,010 sums.")
  var suite = SuiteKind.carry
  @Option(help: "How many problems, up to 10,000,000; for carry and uniform. (default: 2,000)") var count: Int?
  @Option(help: "Which problems; for carry and uniform. (default: 1)") var seed: UInt64?

  /// The problems.
  var problems: ProblemSuite { suite.suite(count: count ?? 2000, seed: seed ?? 1) }

  /// The options as words of a command that asks for the same problems.
  var words: [String] {
    guard suite.isSized else { return ["--suite", suite.rawValue] }
    return ["--suite", suite.rawValue, "--count", "\(count ?? 2000)", "--seed", "\(seed ?? 1)"]
  }

  func validate() throws {
    if !suite.isSized, count != nil || seed != nil {
      let option = count != nil ? "--count" : "--seed"
      throw ValidationError("\(option) does not go with adderboard, which is fixed; add --suite uniform or --suite carry")
    }
    if let count, !(1...10_000_000).contains(count) {
      throw ValidationError("--count must be in 1...10,000,000 and is \(count)")
    }
  }
}
