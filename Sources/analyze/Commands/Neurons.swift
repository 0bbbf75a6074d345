import Addition
import Arguments
import Checkpoints
import Figures
import Interpretability
import Plotting

struct Neurons: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what hidden units do with two digits and a carry.",
    discussion: """
      For each hidden unit of the MLPs (hook_post), where Z0 to Z9 are predicted with the true digits before: its activation by the sum of \
      the place's operand digits, with and without a carry into the place. Those two say the right digit; "explained" is the share of \
      the unit's variance that they explain.
      """,
    examples: [
      .init("analyze neurons checkpoints/microadder-57p --out neurons.png", "Draw every unit."),
      .init("analyze neurons checkpoints/gptacc-777p --csv neurons.csv", "The numbers."),
    ])

  @OptionGroup var checkpoint: CheckpointArgument
  @OptionGroup var output: StudyOptions
  @OptionGroup var problems: ProblemOptions<StudiedProblems>
  @OptionGroup var changes: InterventionOptions
  @OptionGroup var threads: ThreadsOption
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  mutating func run() throws {
    let path = checkpoint.checkpoint
    let checkpoint = try checkpoint.readFinite(toWrite: output.files, reading: problems.files + changes.files)
    let changed = try ChangedModel(checkpoint.model, changes)
    let responses = try NeuronResponses(changed.model, on: try problems.read(), threads: threads.count)
    try output.write(
      responses.table, of: checkpoint, changes: changed.changes, command: ["neurons", path] + problems.words + changes.words,
      figure: .neurons(responses, of: checkpoint.subject(changes: changed.changes)))
    let heading = "Hidden units, \(responses.source)\(changed.suffix)"
    try json.print(
      StudyResult(responses, of: checkpoint, changed),
      orText: "\(heading)\n\n\(text(responses))" + (quiet.quiet ? "" : output.lastLine))
  }

  private func text(_ responses: NeuronResponses) -> String {
    var table = TextTable(
      [.left, .right, .right, .right, .right], titles: ["unit", "explained", "least", "greatest", "most by the carry"])
    for unit in responses.units {
      let effects = (0...18).compactMap { sum -> (sum: Int, by: Double)? in
        let (without, with) = (unit.responses[sum], unit.responses[19 + sum])
        return without.count > 0 && with.count > 0 ? (sum, with.mean - without.mean) : nil
      }
      let most = effects.max { (abs($0.by), $1.sum) < (abs($1.by), $0.sum) }
      table.add([
        unit.name, unit.explained.map { fixedText(100 * $0, 1) + "%" } ?? "–",
        fixedText(unit.least, 3), fixedText(unit.greatest, 3),
        most.map { "\(fixedText($0.by, 3)) at digit sum \($0.sum)" } ?? "–",
      ])
    }
    return table.text()
  }
}
