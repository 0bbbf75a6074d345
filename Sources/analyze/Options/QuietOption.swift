import Arguments

/// Whether a command keeps to its results: `@OptionGroup var quiet: QuietOption`.
struct QuietOption: ParsableArguments {
  @Flag(help: "Show no progress, and no closing line of what was written.") var quiet = false

  /// Prints what a command says of itself when it is done.
  func print(_ text: @autoclosure () -> String) {
    if !quiet { Swift.print(text()) }
  }
}
