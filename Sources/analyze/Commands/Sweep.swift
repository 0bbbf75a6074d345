import Arguments

struct Sweep: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train many seeds and variations of recipes, and tell which learn.",
    discussion: "notebooks-md/sweeps.md tells how a spec is written and what is in a sweep's folder.",
    subcommands: [
      SweepRunCommand.self, SweepStatus.self, SweepCollect.self, SweepCancel.self, SweepExtract.self, SweepTaskCommand.self,
    ], defaultSubcommand: SweepRunCommand.self,
    examples: [
      .init("analyze sweep widths.json --out runs/widths", "Train all that a spec says: the same as analyze sweep run."),
      .init("analyze sweep status runs/widths", "What has come out so far."),
      .init(
        "analyze sweep extract runs/widths --variation gptacc-777p --seed 3 --out third", "One run's weights as a checkpoint."),
    ])
}
