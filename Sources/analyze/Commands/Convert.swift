import Arguments
import Checkpoints

struct Convert: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a checkpoint in another format.",
    discussion: """
      OUT ending in .safetensors or .npz gets the published names, tied tensors under every name they have, as PyTorch's \
      load_state_dict wants them (masks and other buffers, which hold no weights, are left out). OUT without an ending becomes \
      a folder of ours. Weights stay the same to the bit.
      """,
    examples: [
      .init("analyze convert checkpoints/microadder-57p microadder.npz", "For NumPy."),
      .init("analyze convert best.pt checkpoints/best", "From PyTorch to a folder of ours."),
    ])

  @OptionGroup var checkpoint: CheckpointArgument
  @Argument(help: ArgumentHelp("The file or folder to write; what is there is replaced.", completion: .files)) var out: String
  @OptionGroup var quiet: QuietOption

  func validate() throws {
    guard Checkpoint.canExport(to: out) else {
      throw ValidationError("\(out): give a name that ends in .safetensors or .npz, or one without an ending for a folder")
    }
  }

  mutating func run() throws {
    let checkpoint = try checkpoint.read(toWrite: [Checkpoint.exportedFile(for: out)])
    try checkpoint.export(to: out)
    quiet.print(
      "\(out): \(checkpoint.name), \(checkpoint.model.parameterCount) parameters, weights \(checkpoint.weightsSHA256.hex)")
  }
}
