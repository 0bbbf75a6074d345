import Arguments

struct Split: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Share big evaluations and proofs among tasks, here or on Slurm.",
    discussion: """
      What many tasks share is described in a folder, where each leaves what it has found. Tasks may be run anywhere that sees the folder, \
      in any order, and again. notebooks-md/scaling.md tells what they cost.
      """,
    subcommands: [
      SplitEval.self, SplitCertify.self, SplitStatus.self, SplitCollect.self, SplitCancel.self, SplitTask.self,
    ],
    examples: [
      .init(
        "analyze split eval checkpoints/microadder-57p --count 100000000000 --tasks 1000 --out many --engine slurm",
        "On a cluster."),
      .init(
        "analyze split certify checkpoints/gptacc-777p --tasks 11 --time-limit 3600 --out proof --engine slurm",
        "A proof, in eleven parts."),
      .init("analyze split status many", "How far it is."),
    ])
}
