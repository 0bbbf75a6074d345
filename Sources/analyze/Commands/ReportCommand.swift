import Arguments
import Certificates
import Checkpoints
import Files
import Interpretability
import Reports
import Training

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Write a page about a model with all its figures.",
    discussion: """
      The folder gets report.md and its figures as PNG, and report.html: one page for any browser, in which the model itself runs. \
      Type a sum, see where each digit looks, change what the model computes. A FILE.html is that page alone.

      Shown are one sum in full, parameters, digits, positions, attention, ablations, accuracy by carry chain, the training curve if \
      a training.csv lies beside the weights, and what is proved of all sums if a certificate.json does, which is checked first. \
      --suite, --sum and --problems say what attention and ablations are of; the first sum given is also the one shown in full. The \
      same model gives the same bytes. Nothing is written before all of it is made.
      """,
    examples: [
      .init("analyze report checkpoints/microadder-57p --out figures/microadder-57p", "Then open report.html in the folder."),
      .init("analyze report checkpoints/microadder-57p --out adder.html", "One file to send around."),
    ])

  @OptionGroup var checkpoint: CheckpointArgument
  @Option(
    help: ArgumentHelp(
      "The report's folder; files of the same names in it are replaced. Or a FILE.html.", valueName: "DIR", completion: .folders)
  ) var out: String
  @OptionGroup var problems: ProblemOptions<StudiedProblems>
  @OptionGroup var threads: ThreadsOption
  @OptionGroup var quiet: QuietOption

  mutating func run() throws {
    let path = checkpoint.checkpoint
    let inputs = checkpoint.inputs(and: problems.files)
    let checkpoint = try checkpoint.readFinite()
    let curve = try TrainingCurve.beside(checkpoint: path)
    let isPage = out.hasSuffix(".html")
    // The folder is left open, so that a report is the same wherever it is written.
    let words =
      ["analyze", "report", path] + (problems.areGiven ? problems.words : []) + ["--out", isPage ? "FILE.html" : "DIR"]
    var options = ReportOptions(
      studied: try problems.read(), threads: threads.count, command: words.map(shellWord).joined(separator: " "))
    if case .sums(let sums) = options.studied.source, let first = sums.first { options.example = first }
    let status = StatusLine(isQuiet: quiet.quiet)
    defer { status.clear() }
    status.show { _ in "computing tables and drawing figures" }
    let certificate = try CertificateFile.beside(checkpoint, at: path, threads: threads.count)
    let report = try Report(checkpoint, curve: curve, certificate: certificate, options: options, isLivePageOnly: isPage)
    status.clear()
    if isPage, let page = report.files.first {
      try inputs.forbidWriting(to: out)
      try AtomicFile.write(page.bytes, to: out)
      quiet.print("\(out): \(checkpoint.name), to be opened in a browser")
    } else {
      for file in report.files { try inputs.forbidWriting(to: Folder.path(of: file.name, in: out)) }
      try report.write(to: out)
      let figures = report.files.count - 2
      quiet.print("\(Folder.path(of: Report.pageName, in: out)): \(figures) figures of \(checkpoint.name)")
      quiet.print("\(Folder.path(of: Report.livePageName, in: out)): the same, and the model at work")
    }
    quiet.print("AdderBoard: \(report.analyses.adderBoard.accuracy) right")
  }
}
