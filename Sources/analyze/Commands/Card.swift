import Arguments
import Checkpoints
import Files
import Foundation
import Reports

struct Card: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a checkpoint's model card.",
    discussion: """
      The card says what the model is, how it was trained (from recipe.json, training.csv, hardening.json and hardening.csv beside its weights), and how \
      many sums it gets right: of AdderBoard, of uniform operands or other problems, and of carry chains of every length. With \
      --exact it also names the certificate beside the weights, once that is checked. A file \
      that is there already is replaced if it is a card as this command wrote it; one that somebody has written or edited, only with \
      --force.
      """,
    examples: [
      .init("analyze card runs/microadder-57p", "Evaluate and write runs/microadder-57p/README.md.")
    ])

  @OptionGroup var checkpoint: CheckpointArgument
  @Option(
    help: ArgumentHelp(
      "Where the card goes. (default: README.md in the checkpoint's folder)", valueName: "FILE", completion: .files))
  var out: String?
  @OptionGroup var problems: ProblemOptions<CardProblems>
  @OptionGroup var exact: ExactOptions
  @Flag(help: "Replace a file that somebody has written or edited.") var force = false
  @OptionGroup var threads: ThreadsOption
  @OptionGroup var quiet: QuietOption

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
    _ = try checkpoint.readFinite(toWrite: [file], reading: problems.files)
    guard try force || ModelCard.canReplace(file) else {
      throw ValidationError("\(file) was not made by this command, or edited since; add --force to replace it, or --out FILE")
    }
    try AtomicFile.requirePlace(for: file)
    let suite = try problems.read()
    let status = StatusLine(isQuiet: quiet.quiet)
    defer { status.clear() }
    status.show { _ in "evaluating" }
    let card = try ModelCard.make(
      ofCheckpointAt: path, checkpoint.hints, on: suite, exactWithin: exact.limit, threads: threads.count)
    try AtomicFile.write(card.text, to: file)
    status.clear()
    quiet.print("\(file): the card of \(card.checkpoint.name)")
    if let exact = card.exact { quiet.print("all sums: \(exact.accuracy.text)") }
    for result in card.results { quiet.print("\(result.evaluation.suite): \(result.evaluation.accuracy) right") }
  }
}
