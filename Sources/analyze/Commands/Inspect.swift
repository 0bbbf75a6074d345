import Arguments
import Checkpoints

struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show a model's architecture, parameters and hook points.",
    discussion: """
      A hook point is a named place of the computation that can be recorded and intervened on; names are TransformerLens's. \
      Ties name the further places that use the same numbers. Learned parameters are counted once, frozen ones not at all.
      """,
    examples: [
      .init("analyze inspect checkpoints/microadder-57p", "Read about the smallest model."),
      .init("analyze inspect checkpoints/microadder-57p --json", "The same for a program."),
    ])

  @OptionGroup var checkpoint: CheckpointArgument
  @OptionGroup var json: JSONOption

  mutating func run() throws {
    let summary = try checkpoint.read().summary
    try json.print(summary, orText: summary.text)
  }
}

extension CheckpointSummary {
  /// The summary as three aligned tables.
  fileprivate var text: String {
    var facts = TextTable([.left, .left])
    facts.add(["model", name])
    facts.add(["parameters", "\(parameters) learned" + (frozen > 0 ? ", \(frozen) frozen" : "")])
    for line in summary { facts.add([line.topic, line.text]) }
    facts.add(["weights SHA-256", weightsSHA256])
    for (topic, text) in notes.sorted(by: { $0.key < $1.key }) { facts.add([topic, text]) }

    var tensorTable = TextTable([.left, .left, .right, .left, .left], titles: ["name", "shape", "count", "", "used as"])
    for tensor in tensors {
      tensorTable.add([
        tensor.name, "[\(tensor.shape.map(String.init).joined(separator: ", "))]", "\(tensor.count)",
        tensor.isLearned ? "learned" : "frozen", tensor.uses.joined(separator: ", "),
      ])
    }

    var hookTable = TextTable([.left, .left])
    for hook in hooks {
      hookTable.add([hook.name, "[\(zip(hook.dimensions, hook.shape).map { "\($0) \($1)" }.joined(separator: ", "))]"])
    }
    return """
      \(facts.text())

      Parameters
      \(tensorTable.text(indent: 2))

      Hook points, for one problem
      \(hookTable.text(indent: 2))
      """
  }
}
