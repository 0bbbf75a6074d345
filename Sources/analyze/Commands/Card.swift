import Arguments
import Checkpoints
import Files
import Foundation
import Reports

struct Card: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a checkpoint's model card.",
    discussion: """
      The card says what the model is, how it was trained (from the recipe.json and training.csv beside its weights), and how \
      many sums it gets right: of AdderBoard, of uniform operands or other problems, and of carry chains of every length.
      """,
    examples: [
      .init("analyze card runs/microadder-57p", "Evaluate and write runs/microadder-57p/README.md.")
    ])

  @OptionGroup var checkpoint: CheckpointArgument
  @Option(help: ArgumentHelp("Where the card goes. (default: README.md in the checkpoint's folder)", valueName: "FILE"))
  var out: String?
  @OptionGroup var problems: ProblemOptions<CardProblems>
  @OptionGroup var threads: ThreadsOption

  func validate() throws {
    var isFolder: ObjCBool = false
    if out == nil, FileManager.default.fileExists(atPath: checkpoint.checkpoint, isDirectory: &isFolder), !isFolder.boolValue {
      throw ValidationError("a checkpoint that is a file needs --out FILE for its card")
    }
  }

  mutating func run() throws {
    let path = checkpoint.checkpoint
    let file = out ?? Folder.path(of: "README.md", in: path)
    // Whatever is wrong with the places is said before millions of sums are counted.
    _ = try checkpoint.read()
    try AtomicFile.requirePlace(for: file)
    let suite = try problems.read()
    let status = StatusLine()
    defer { status.clear() }
    status.show { _ in "evaluating" }
    let card = try ModelCard.make(
      ofCheckpointAt: path, checkpoint.hints, on: suite, threads: threads.count)
    try AtomicFile.write(card.text, to: file)
    status.clear()
    print("\(file): the card of \(card.checkpoint.name)")
    for result in card.results { print("\(result.evaluation.suite): \(result.evaluation.accuracy) right") }
  }
}
