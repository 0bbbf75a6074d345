import Arguments
import Certificates

struct SplitCertify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "certify", abstract: "Prove a model right on all 10^20 sums with many tasks.",
    discussion: """
      A certificate of one layer answers 101 or 110 questions, which know nothing of each other: every task has some. Whoever collects \
      checks all claims again, and writes certificate.json into the folder.
      """,
    examples: [
      .init("analyze split certify checkpoints/period12-20p --tasks 2 --out proof", "Here, one task after another."),
      .init(
        "analyze split certify checkpoints/gptacc-777p --tasks 11 --time-limit 3600 --out proof --engine slurm", "On a cluster."),
    ])

  @Argument(help: ArgumentHelp("A checkpoint's folder or file, as all machines see it.", completion: .files)) var checkpoint:
    String
  @Option(help: "The arithmetic that the verdict is about.") var arithmetic = CertifiedArithmetic.real
  @Option(help: ArgumentHelp("Seconds after which what a task has open stays open. (default: 60)", valueName: "S"))
  var timeLimit: Double?
  @OptionGroup var work: SplitOptions

  func validate() throws { try TimeLimit.validate(timeLimit) }

  mutating func run() throws { try work.run(checkpoint, .certificate(arithmetic, timeLimit: timeLimit ?? 60)) }
}
