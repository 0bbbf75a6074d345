import Addition
import Arguments
import Shares

struct SplitEval: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval", abstract: "Count what a model gets right of more sums than one machine counts.",
    discussion: """
      The sums are those of analyze eval, and so are the answers. Here the tasks are done one after another on all processors; \
      --engine slurm hands them to Slurm as a job array and returns. Every task saves what it has every few seconds.
      """,
    examples: [
      .init("analyze split eval checkpoints/period12-20p --count 10000000000 --tasks 100 --out many", "Here; --resume goes on."),
      .init(
        "analyze split eval checkpoints/period12-20p --count 100000000000 --tasks 1000 --out many --engine slurm", "On a cluster."
      ),
    ])

  @Argument(help: ArgumentHelp("A checkpoint's folder or file, as all machines see it.", completion: .files)) var checkpoint:
    String
  @Option(help: "Uniform operands, or equal parts for each length of the longest carry chain.") var suite = SuiteKind.uniform
  @Option(help: "How many sums, up to 1,000,000,000,000,000.") var count: Int
  @Option(help: "Which sums. (default: 1)") var seed: UInt64?
  @OptionGroup var work: SplitOptions

  func validate() throws {
    if !suite.isSized { throw ValidationError("--suite adderboard has 10,010 sums and is not split; use analyze eval") }
    guard (1...SplitWork.mostSums).contains(count) else {
      throw ValidationError("--count must be in 1...\(grouped(SplitWork.mostSums)) and is \(count)")
    }
  }

  mutating func run() throws {
    try work.run(checkpoint, .evaluation(suite: suite, count: count, seed: seed ?? 1))
  }
}
