import Arguments
import Clusters
import Shares

struct SplitCancel: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel", abstract: "Stop shared work, wherever it is done.",
    discussion: "What has been found stays: the command that began the work goes on with --resume.",
    examples: [.init("analyze split cancel many", "From any machine that sees the folder.")])

  @Argument(help: ArgumentHelp("The work's folder.", completion: .folders)) var dir: String
  @OptionGroup var quiet: QuietOption

  mutating func run() throws {
    do { try ShareFolder(dir).cancel() } catch let error as SlurmError {
      throw ValidationError("\(error.problem); tasks save and end all the same, but wait in the queue until they are started")
    }
    quiet.print("\(dir): cancelled; the command that began it goes on with --resume")
  }
}
