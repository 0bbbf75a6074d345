import Arguments
import Checkpoints
import Files
import Interpretability
import Reports
import Training

struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a page about a model with all its figures.",
    discussion: """
      The folder gets report.md and its figures as PNG: one sum in full, parameters, digits, positions, attention, ablations, \
      accuracy by carry chain, and the training curve if a training.csv lies beside the weights. The same model gives the same \
      bytes. Nothing is written before all of it is made.
      """,
    examples: [
      .init("analyze report checkpoints/microadder-57p --out figures/microadder-57p", "Then open report.md in the folder.")
    ])

  @OptionGroup var checkpoint: CheckpointArgument
  @Option(
    help: ArgumentHelp("The report's folder; files of the same names in it are replaced.", valueName: "DIR", completion: .folders)
  ) var out: String
  @OptionGroup var threads: ThreadsOption
  @OptionGroup var quiet: QuietOption

  mutating func run() throws {
    let path = checkpoint.checkpoint
    let inputs = checkpoint.inputs
    let checkpoint = try checkpoint.readFinite()
    let curve = try TrainingCurve.beside(checkpoint: path)
    // The folder is left open, so that a report is the same wherever it is written.
    let command = "analyze report \(shellWord(path)) --out DIR"
    let status = StatusLine(isQuiet: quiet.quiet)
    defer { status.clear() }
    status.show { _ in "computing tables and drawing figures" }
    let report = try Reports.Report(
      checkpoint, curve: curve, options: ReportOptions(threads: threads.count, command: command))
    status.clear()
    for file in report.files { try inputs.forbidWriting(to: Folder.path(of: file.name, in: out)) }
    try report.write(to: out)
    let figures = report.files.count - 1
    quiet.print("\(Folder.path(of: Reports.Report.pageName, in: out)): \(figures) figures of \(checkpoint.name)")
    quiet.print("AdderBoard: \(report.analyses.adderBoard.accuracy) right")
  }
}
