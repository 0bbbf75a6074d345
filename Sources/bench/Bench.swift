import Arguments
import Files
import Foundation

/// The command: measures the engine and, where Python has the packages, its peers in the same run.
@main
package struct Bench: ParsableCommand {
  package static let configuration = CommandConfiguration(
    abstract: "Measure how fast CarryScope is on this machine, beside its peers.",
    discussion: """
      Every figure is the median of several rounds, with the slowest and the fastest. Peers (PyTorch, JAX, TransformerLens) run \
      between our rounds, so that a busy machine hurts both; packages that Python lacks are named below the table. Figures of \
      one run compare with each other, not with another machine's.
      """,
    examples: [
      .init("bench", "Everything: ten minutes."),
      .init("bench --no-peers", "Ourselves alone: two minutes."),
      .init("bench --jobs training --models gptacc-777", "One job of one model."),
    ])

  @Option(help: ArgumentHelp("What to measure. (default: all)", valueName: "JOB")) var jobs: [Job] = []
  @Option(help: ArgumentHelp("With which models. (default: all)", valueName: "MODEL")) var models: [BenchModel] = []
  @Option(help: "Threads that share the work; training is measured with one as well. (default: one a processor)")
  var threads: Int?
  @Flag(help: "Leave the peers out.") var noPeers = false
  @Flag(help: "A few short rounds: whether it works, not how fast it is.") var quick = false
  @Option(help: ArgumentHelp("The Python that runs the peers.", valueName: "PROGRAM")) var python = "python3"
  @Option(help: ArgumentHelp("Where the rows go as JSON; a file there is replaced.", valueName: "FILE"))
  var json = ".build/bench.json"

  package init() {}

  package func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads must be in 1...1,024 and is \(threads)")
    }
  }

  package mutating func run() throws {
    // Before minutes are spent.
    try AtomicFile.requirePlace(for: json)
    try RepositoryFolder.require()
    let threads = threads ?? min(max(1, ProcessInfo.processInfo.activeProcessorCount), 1024)
    let bench = BenchRun(
      threads: threads, models: models.isEmpty ? BenchModel.allCases : models, rounds: quick ? .quick : .thorough,
      peers: noPeers ? nil : Peers(python: python, threads: threads, isQuick: quick))
    for job in Job.allCases where jobs.isEmpty || jobs.contains(job) { try job.measure(bench) }
    try AtomicFile.write(try BenchRow.json(bench.rows), to: json)
    bench.finish(json: json)
  }
}
