import Addition
import Arguments
import Files
import Reports

struct GalleryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gallery", abstract: "Draw every figure of many models, side by side.",
    discussion: """
      The folder gets README.md, with a table of the models and their figures kind by kind, and gallery/NAME with each model's report (see \
      analyze report) without the page that runs it. Pictures are for the screen; a report's own are three times as fine.
      """,
    examples: [.init("analyze gallery checkpoints/* --out figures", "All shipped models.")])

  @Argument(help: ArgumentHelp("Folders or files of weights.", valueName: "CHECKPOINT", completion: .files))
  var checkpoints: [String]
  @Option(help: ArgumentHelp("The folder; what a gallery wrote there is replaced.", valueName: "DIR", completion: .folders))
  var out: String
  @Option(help: "Dots an inch.") var dpi = 100
  @OptionGroup var threads: ThreadsOption
  @OptionGroup var quiet: QuietOption

  func validate() throws {
    guard (30...600).contains(dpi) else { throw ValidationError("--dpi must be in 30...600 and is \(dpi)") }
  }

  mutating func run() throws {
    let status = StatusLine(isQuiet: quiet.quiet)
    defer { status.clear() }
    var entries: [Gallery.Entry] = []
    for (index, path) in checkpoints.enumerated() {
      status.show { _ in "\(path)  \(index + 1) of \(checkpoints.count)" }
      let words = ["analyze", "report", path, "--out", "DIR"].map(shellWord).joined(separator: " ")
      let entry = try Gallery.Entry(
        ofCheckpointAt: path,
        options: ReportOptions(dotsPerInch: Double(dpi), threads: threads.count, command: words))
      if let twin = entries.first(where: { $0.checkpoint.name == entry.checkpoint.name }) {
        throw ValidationError("\(path): there is a model of the name \(twin.checkpoint.name) already; leave one out")
      }
      entries.append(entry)
    }
    let gallery = Gallery(entries, command: "analyze gallery CHECKPOINT... --out DIR")
    try gallery.write(to: out)
    status.clear()
    quiet.print(
      "\(Folder.path(of: Gallery.pageName, in: out)): \(grouped(entries.count)) models, "
        + "\(grouped(entries.reduce(0) { $0 + $1.report.figures.count })) figures")
  }
}
