import Arguments
import Foundation

/// How many threads share the work: `@OptionGroup var threads: ThreadsOption`.
struct ThreadsOption: ParsableArguments {
  @Option(help: "Threads that share the work; results do not depend on it. (default: one a processor)") var threads: Int?

  /// As given, or one for each processor that is there for us.
  var count: Int { threads ?? min(max(1, ProcessInfo.processInfo.activeProcessorCount), 1024) }

  func validate() throws {
    guard (1...1024).contains(count) else { throw ValidationError("--threads must be in 1...1,024 and is \(count)") }
  }
}
