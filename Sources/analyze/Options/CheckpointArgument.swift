import Arguments
import Checkpoints
import Files

extension Family: ExpressibleByArgument {}

/// The model that a command is about: `@OptionGroup var checkpoint: CheckpointArgument`.
struct CheckpointArgument: ParsableArguments {
  @Argument(help: "A folder with a model.safetensors in it, or a file of weights: .safetensors, .pt or .npz.") var checkpoint:
    String
  @Option(help: "What family a published file is of, if its names do not tell.") var family: Family?
  @Option(help: ArgumentHelp("JSON of an architecture or of configuration entries, before the file's own.", valueName: "FILE"))
  var config: String?

  /// What the options say of it.
  var hints: Checkpoint.Hints { Checkpoint.Hints(family: family, configuration: config) }

  /// Reads it.
  func read() throws(FileError) -> Checkpoint { try Checkpoint.read(checkpoint, hints) }
}
