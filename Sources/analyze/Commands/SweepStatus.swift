import Addition
import Arguments
import Files
import Sweeps

struct SweepStatus: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Tell what a sweep has come to, while it runs and afterwards.",
    discussion: """
      Rates are of the runs that count, with Wilson's interval of 95%; steps are to a validation exact match of 99%, the median \
      of the successes. Of a sweep on a cluster, tasks are told by their states in Slurm's queue. JSON and runs.csv have every run besides.
      """,
    examples: [
      .init("analyze sweep status runs/widths", "A row for each variation."),
      .init("analyze sweep status runs/widths --csv so-far.csv", "The same as a table for other programs."),
    ])

  @Argument(help: ArgumentHelp("The sweep's folder.", completion: .folders)) var dir: String
  @Option(help: ArgumentHelp("Also write the table as CSV.", valueName: "FILE", completion: .files)) var csv: String?
  @OptionGroup var json: JSONOption

  mutating func run() throws {
    let folder = SweepFolder(dir)
    let results: SweepResults
    do { results = try folder.results() } catch let error as SweepError { throw SweepFailure(error) }
    if let csv {
      try ReadFiles([folder.storePath]).forbidWriting(to: csv)
      try AtomicFile.write(results.summaryCSV, to: csv)
    }
    let state = try state(of: folder, results)
    try json.print(results, orText: "\(state)\n\n\(results.text)")
  }

  private func state(of folder: SweepFolder, _ results: SweepResults) throws -> String {
    var facts = TextTable([.left, .left])
    let counted = results.summaries.reduce((done: 0, of: 0)) { ($0.done + $1.success.total, $0.of + $1.seeds) }
    let begun = folder.unfinishedRuns(results)
    facts.add(["sweep", results.plan.name])
    facts.add(["state", try doing(folder, results)])
    facts.add(["runs", "\(grouped(counted.done)) of \(grouped(counted.of))" + (begun > 0 ? ", \(grouped(begun)) begun" : "")])
    facts.add(["success", "a validation exact match of \(results.plan.success) or more"])
    return facts.text()
  }

  private func doing(_ folder: SweepFolder, _ results: SweepResults) throws -> String {
    let stopped = results.isFinished ? "finished" : "\(folder.isCancelled ? "cancelled" : "stopped"); --resume goes on"
    switch try folder.queue() {
    case nil: return folder.isRunning ? "running" : stopped
    case .over: return folder.isRunning ? "being collected" : stopped
    case .active(let states): return QueueText.text(of: .active(states))
    case .unknown(let why): return results.isFinished ? "finished" : QueueText.text(of: .unknown(why))
    }
  }
}
