import Arguments
import Shares

struct SplitCollect: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "collect", abstract: "Put together what the tasks of shared work have found.",
    discussion: """
      Work that was handed to Slurm does this itself when its tasks have ended. A certificate's claims are checked again, and it is \
      written into the folder.
      """,
    examples: [.init("analyze split collect proof", "At any time, and again.")])

  @Argument(help: ArgumentHelp("The work's folder.", completion: .folders)) var dir: String
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  mutating func run() throws { try SplitReport(ShareFolder(dir), json: json, isQuiet: quiet.quiet).print() }
}
