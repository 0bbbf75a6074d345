import Arguments
import Clusters
import Reports
import Sweeps

struct SweepCancel: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel", abstract: "Stop a sweep, wherever it is run.",
    discussion: """
      What runs saves what it has and ends, on whatever machine, within a second or a training step; what waits in Slurm's queue is \
      taken out. Nothing is lost: --resume goes on.
      """,
    examples: [.init("analyze sweep cancel runs/widths", "From any machine that sees the folder.")])

  @Argument(help: ArgumentHelp("The sweep's folder.", completion: .folders)) var dir: String
  @OptionGroup var quiet: QuietOption

  mutating func run() throws {
    let folder = SweepFolder(dir)
    do { try folder.cancel() } catch let error as SweepError { throw SweepFailure(error) } catch let error as SlurmError {
      throw ValidationError("\(error.problem); tasks save and end all the same, but wait in the queue until they are started")
    }
    quiet.print("\(dir): cancelled; go on with analyze sweep run SPEC --out \(shellWord(dir)) --resume")
  }
}
