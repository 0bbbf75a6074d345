import Arguments
import Checkpoints
import Files

/// The model that a command is about: `@OptionGroup var checkpoint: CheckpointArgument`.
struct CheckpointArgument: ParsableArguments {
  @Argument(help: "A folder with a model.safetensors in it, or a .safetensors file.") var checkpoint: String

  /// Reads it.
  func read() throws(FileError) -> Checkpoint { try Checkpoint.read(checkpoint) }
}
