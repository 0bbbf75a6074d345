import Arguments

/// Whether a command also says what is known of all sums, and how long that may take: `@OptionGroup var exact: ExactOptions`.
struct ExactOptions: ParsableArguments {
  @Flag(help: "Also bound how many of all 10^20 sums are right, as `certify --arithmetic float32 --wrong` does.")
  var exact = false
  @Option(help: ArgumentHelp("With --exact, seconds after which what is open stays open. (default: 60)", valueName: "S"))
  var timeLimit: Double?

  func validate() throws {
    if timeLimit != nil, !exact { throw ValidationError("--time-limit needs --exact") }
    try TimeLimit.validate(timeLimit)
  }

  /// The limit; nil if nothing is asked.
  var limit: Duration? { exact ? .seconds(timeLimit ?? 60) : nil }
}
