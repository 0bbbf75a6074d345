import Arguments

struct Trace: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Look into traces that dump has recorded.",
    discussion: "FILE is an HDF5 file in the format of notebooks-md/trace-format.md, whoever wrote it.",
    subcommands: [TraceShow.self, TraceDiff.self, TraceExport.self], defaultSubcommand: TraceShow.self,
    examples: [
      .init("analyze trace trace.h5", "What it is of and what it holds: the same as analyze trace show."),
      .init("analyze trace diff trace.h5 other.h5", "Where two checkpoints or interventions differ."),
      .init("analyze trace export trace.h5 --hook logits --positions = --out logits.csv", "A part of it as a table."),
    ])
}
