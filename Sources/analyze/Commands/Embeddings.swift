import Arguments
import Checkpoints
import Figures
import Interpretability
import Plotting

struct Embeddings: ParsableCommand {
  /// What is drawn.
  enum Content: String, CaseIterable, ExpressibleByArgument {
    case tokens, positions
  }

  static let configuration = CommandConfiguration(
    abstract: "Draw how a model writes digits or positions.",
    discussion: """
      Tokens: the ten digits in the plane, the circle closest to them, and their angles. Positions: their plane, their cosine \
      similarities, and every dimension over the places of a number with the closest sinusoid.
      """,
    examples: [
      .init("analyze embeddings checkpoints/microadder-57p --out tokens.png", "The ten digits on their arc."),
      .init("analyze embeddings checkpoints/microadder-57p --out positions.png --what positions", "The spiral of places."),
    ])

  @OptionGroup var checkpoint: CheckpointArgument
  @OptionGroup var output: FigureOptions
  @Option(help: "The digits' vectors or those of the positions.") var what = Content.tokens
  @OptionGroup var quiet: QuietOption

  mutating func run() throws {
    let path = checkpoint.checkpoint
    let checkpoint = try checkpoint.readFinite(toWrite: [output.out])
    let figure: Figure =
      switch what {
      case .tokens: .tokenEmbedding(try TokenGeometry(checkpoint.model), of: checkpoint.subject)
      case .positions: .positions(try PositionGeometry(checkpoint.model), of: checkpoint.subject)
      }
    try output.write(figure, of: checkpoint, command: ["embeddings", path, "--what", what.rawValue])
    quiet.print("\(output.out): \(what.rawValue) of \(checkpoint.name)")
  }
}
