import Arguments
import Checkpoints
import Files
import Training

extension Family: ExpressibleByArgument {}

/// The model that a command is about: `@OptionGroup var checkpoint: CheckpointArgument`.
struct CheckpointArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "A folder with a model.safetensors in it, or a file of weights: .safetensors, .pt or .npz.", completion: .files))
  var checkpoint: String
  @Option(help: "What family a published file is of, if its names do not tell.") var family: Family?
  @Option(
    help: ArgumentHelp(
      "JSON of an architecture or of configuration entries, before the file's own.", valueName: "FILE", completion: .files))
  var config: String?

  /// What the options say of it.
  var hints: Checkpoint.Hints { Checkpoint.Hints(family: family, configuration: config) }

  /// Reads it.
  ///
  /// - Parameters:
  ///   - outputs: what the command is going to write; none of it may be a file that it reads, or of the checkpoint.
  ///   - others: what else the command reads.
  func read(toWrite outputs: [String] = [], reading others: [String] = []) throws(FileError) -> Checkpoint {
    for output in outputs { try inputs(and: others).forbidWriting(to: output) }
    return try Checkpoint.read(checkpoint, hints)
  }

  /// Reads a model whose numbers are to mean something.
  func readFinite(toWrite outputs: [String] = [], reading others: [String] = []) throws(FileError) -> Checkpoint {
    let read = try read(toWrite: outputs, reading: others)
    try read.requireFiniteLogits(path: checkpoint)
    // What cannot be written is said before the work, not after it.
    for output in outputs { _ = try PendingFile(for: output) }
    return read
  }

  /// Every file of the checkpoint, `--config`'s, and others.
  func inputs(and others: [String] = []) -> ReadFiles {
    ReadFiles(RunFolder.files(ofCheckpointAt: checkpoint) + (config.map { [$0] } ?? []) + others)
  }
}
