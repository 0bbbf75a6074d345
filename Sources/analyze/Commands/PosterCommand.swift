import Addition
import Arguments
import Certificates
import Checkpoints
import Figures
import Interpretability
import Plotting
import Reports

struct PosterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "poster", abstract: "Draw a model on one page.",
    discussion: """
      One sum as the model adds it, its digits, the residual stream's way to one of them, where it looks, its hidden units by digit sum and \
      carry, and how well it adds; with what its certificate says of all sums, if one lies beside the weights.
      """,
    examples: [
      .init("analyze poster checkpoints/microadder-57p --out poster.pdf", "For the wall."),
      .init("analyze poster checkpoints/period12-20p --out poster.png --sum 9999999999+1", "With a sum of your own."),
    ])

  @OptionGroup var checkpoint: CheckpointArgument
  @OptionGroup var output: FigureOptions
  @Option(help: ArgumentHelp("The sum that is shown. (default: 4827156093+1372843958)", valueName: "A+B")) var sum: Problem?
  @OptionGroup var threads: ThreadsOption
  @OptionGroup var quiet: QuietOption

  mutating func run() throws {
    let path = checkpoint.checkpoint
    let checkpoint = try checkpoint.readFinite(toWrite: [output.out])
    let certificate = try CertificateFile.beside(checkpoint, at: path, threads: threads.count)
    let poster = try Poster(
      checkpoint.model, of: sum ?? ReportOptions.example, certificate: certificate, threads: threads.count)
    try output.write(
      .poster(poster, of: checkpoint.subject), of: checkpoint,
      command: ["poster", path] + (sum.map { ["--sum", $0.argumentText] } ?? []))
    quiet.print("\(output.out): \(checkpoint.name) on one page")
  }
}
