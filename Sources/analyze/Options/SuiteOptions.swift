import Addition
import Arguments

extension SuiteKind: ExpressibleByArgument {}

/// Which problems a command runs: `@OptionGroup var problems: SuiteOptions`. Not those of seed 0 unless asked for: training
/// is validated on them.
struct SuiteOptions: ParsableArguments {
  @Option(help: "AdderBoard's 10,010 sums, uniform operands, or equal parts for each length of the longest carry chain.")
  var suite = SuiteKind.adderboard
  @Option(help: "How many problems, up to 1,000,000,000; for uniform and carry. (default: 10,000)") var count: Int?
  @Option(help: "Which problems; for uniform and carry. (default: 1)") var seed: UInt64?

  /// The seed that decides the problems; nil for a suite that is what it is.
  var effectiveSeed: UInt64? { suite.isSized ? seed ?? 1 : nil }

  /// The suite.
  var problems: ProblemSuite { suite.suite(count: count ?? 10_000, seed: seed ?? 1) }

  func validate() throws {
    if !suite.isSized, count != nil || seed != nil {
      let option = count != nil ? "--count" : "--seed"
      throw ValidationError("\(option) does not go with adderboard, which is fixed; add --suite uniform or --suite carry")
    }
    if let count, !(1...1_000_000_000).contains(count) {
      throw ValidationError("--count must be in 1...1,000,000,000 and is \(count)")
    }
  }
}
