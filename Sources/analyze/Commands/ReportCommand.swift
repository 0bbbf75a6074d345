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
      The folder gets report.md and its figures as PNG: one sum in full, parameters, digits, positions, attention, ablations, \
      accuracy by carry chain, the training curve if a training.csv lies beside the weights, and what is proved of all sums if a \
      certificate.json does, which is checked first. The same model gives the same bytes. Nothing is written before all of it is \
      made. --suite, --sum and --problems say what attention and ablations are of; the first sum given is also the one shown in \
      full.
      """,
    examples: [
      .init("analyze report checkpoints/microadder-57p --out figures/microadder-57p", "Then open report.md in the folder.")
    ])

  @OptionGroup var checkpoint: CheckpointArgument
  @Option(
    help: ArgumentHelp("The report's folder; files of the same names in it are replaced.", valueName: "DIR", completion: .folders)
  ) var out: String
  @OptionGroup var problems: ProblemOptions<StudiedProblems>
  @OptionGroup var threads: ThreadsOption
  @OptionGroup var quiet: QuietOption

  mutating func run() throws {
    let path = checkpoint.checkpoint
    let inputs = checkpoint.inputs(and: problems.files)
    let checkpoint = try checkpoint.readFinite()
    let curve = try TrainingCurve.beside(checkpoint: path)
    // The folder is left open, so that a report is the same wherever it is written.
    let words = ["analyze", "report", path] + (problems.areGiven ? problems.words : []) + ["--out", "DIR"]
    var options = ReportOptions(
      studied: try problems.read(), threads: threads.count, command: words.map(shellWord).joined(separator: " "))
    if case .sums(let sums) = options.studied.source, let first = sums.first { options.example = first }
    let status = StatusLine(isQuiet: quiet.quiet)
    defer { status.clear() }
    status.show { _ in "computing tables and drawing figures" }
    let certificate = try CertificateFile.beside(checkpoint, at: path, threads: threads.count)
    let report = try Report(checkpoint, curve: curve, certificate: certificate, options: options)
    status.clear()
    for file in report.files { try inputs.forbidWriting(to: Folder.path(of: file.name, in: out)) }
    try report.write(to: out)
    let figures = report.files.count - 1
    quiet.print("\(Folder.path(of: Report.pageName, in: out)): \(figures) figures of \(checkpoint.name)")
    quiet.print("AdderBoard: \(report.analyses.adderBoard.accuracy) right")
  }
}
