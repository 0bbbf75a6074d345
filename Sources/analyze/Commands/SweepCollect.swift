import Addition
import Arguments
import Sweeps

struct SweepCollect: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "collect", abstract: "Take what tasks of a cluster have finished into the sweep's store.",
    discussion: """
      Writes the checkpoints of the best and the tables, too. A sweep that was handed to Slurm does this itself when its tasks have \
      ended; by hand it may be done at any time, and again. Of a sweep on this machine nothing is left to collect.
      """,
    examples: [.init("analyze sweep collect runs/widths", "And see what it has come to.")])

  @Argument(help: ArgumentHelp("The sweep's folder.", completion: .folders)) var dir: String
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  mutating func run() throws {
    let folder = SweepFolder(dir)
    do {
      let (results, new) = try folder.collect(isOver: folder.queue() == .over)
      guard !quiet.quiet || json.json else { return }
      try json.print(
        results,
        orText: "\(grouped(new)) run\(new == 1 ? "" : "s") came in\n\n\(results.text)\n\n\(results.nextSteps(in: folder))")
    } catch let error as SweepError { throw SweepFailure(error) }
  }
}
