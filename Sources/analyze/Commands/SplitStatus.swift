import Arguments
import Shares

struct SplitStatus: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Tell how far shared work is, and what it has counted so far.",
    examples: [.init("analyze split status many", "From any machine that sees the folder.")])

  @Argument(help: ArgumentHelp("The work's folder.", completion: .folders)) var dir: String
  @OptionGroup var json: JSONOption

  mutating func run() throws {
    let folder = ShareFolder(dir)
    _ = try folder.work()
    let state = try folder.queue().map { QueueText.text(of: $0) } ?? (folder.isCancelled ? "cancelled" : nil)
    try SplitReport(folder, json: json, isQuiet: false).print(checks: false, state: state)
  }
}
