import Arguments
import Checkpoints
import Foundation

extension PythonDialect: ExpressibleByArgument {}

struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a model as one readable file of Python.",
    discussion: """
      The file needs nothing of ours: it holds the learned numbers under their tensors' names and derives everything else in \
      plain Python. It has what AdderBoard's verify.py asks for, build_model() and add(model, a, b), and answers(model, a, b) for \
      many sums at once. torch is a torch.nn.Module in float32, its learned numbers the parameters; numpy computes in float64; \
      adderboard is numpy and counts AdderBoard's 10,010 sums when it is run. Put your name into METADATA before you hand it in.
      """,
    examples: [
      .init("analyze export checkpoints/microadder-57p --to adderboard --out adder.py", "To check and to hand in."),
      .init("analyze export best.pt --to torch --out best.py", "To go on with in PyTorch."),
    ])

  @OptionGroup var checkpoint: CheckpointArgument
  @Option(help: "Which library it is for.") var to: PythonDialect
  @Option(help: ArgumentHelp("The file to write; what is there is replaced.", valueName: "FILE.py", completion: .files))
  var out: String
  @OptionGroup var quiet: QuietOption

  func validate() throws {
    guard URL(filePath: out).pathExtension == "py" else { throw ValidationError("\(out): give a name that ends in .py") }
  }

  mutating func run() throws {
    let checkpoint = try checkpoint.read(toWrite: [out])
    try checkpoint.exportPython(to, to: out)
    quiet.print(
      "\(out): \(checkpoint.name), \(checkpoint.model.parameterCount) learned numbers, weights \(checkpoint.weightsSHA256.hex)")
  }
}
