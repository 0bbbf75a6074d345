import Arguments
import Checkpoints

/// The command: every subcommand is a file of `Commands`.
package struct Analyze: ParsableCommand {
  package static let configuration = CommandConfiguration(
    abstract: "Look inside tiny transformers that add two ten-digit numbers.",
    discussion: """
      CHECKPOINT is a folder with a model.safetensors in it or a file of weights: .safetensors, .pt or .npz. RECIPE is a shipped \
      name or a JSON file. Exit codes: 0 done, 64 usage, 65 bad data, 66 missing input, 74 I/O failed, 130 Ctrl-C.
      """,
    version: "analyze \(Version.current)",
    subcommands: [
      Train.self, Recipes.self, Sweep.self, Reproduce.self, Eval.self, Add.self, Inspect.self, Dump.self, Trace.self,
      AttentionCommand.self, Neurons.self, Residual.self, Embeddings.self, GeometryCommand.self, Ablate.self, Patch.self,
      Attribute.self, Probe.self,
      Gauge.self, CircuitCommand.self, Certify.self, Split.self, Compare.self, ReportCommand.self, PosterCommand.self,
      GalleryCommand.self,
      Convert.self, Export.self, Card.self,
      NotebookCommand.self, Completions.self,
    ],
    examples: [
      .init("analyze eval checkpoints/microadder-57p", "Count what it gets right of AdderBoard's 10,010 sums."),
      .init("analyze report checkpoints/microadder-57p --out report", "Draw everything about it."),
    ])

  package init() {}
}
