import Addition
import Arguments
import Checkpoints
import Figures
import Interpretability
import Plotting
import Reports

struct Residual: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show how the residual stream moves to each digit of a sum.",
    discussion: """
      Where each digit is predicted, in the plane of the token dims (of more than two: the first two principal components of the digits' \
      vectors): what the stream begins with, what attention adds, what the MLP adds, and which token would win if it ended \
      elsewhere in the plane, its other dims as they are. The true digits stand before each.
      """,
    examples: [
      .init("analyze residual checkpoints/microadder-57p --out residual.png", "Of the sum that reports show."),
      .init("analyze residual checkpoints/microadder-57p --out residual.svg --sum 9999999999+1", "Of another one."),
    ])

  @OptionGroup var checkpoint: CheckpointArgument
  @OptionGroup var output: StudyOptions
  @Option(help: ArgumentHelp("The sum. (default: 4827156093+1372843958)", valueName: "A+B")) var sum: Problem?
  @OptionGroup var changes: InterventionOptions
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  mutating func run() throws {
    let path = checkpoint.checkpoint
    let checkpoint = try checkpoint.readFinite(toWrite: output.files, reading: changes.files)
    let changed = try ChangedModel(checkpoint.model, changes)
    let problem = sum ?? ReportOptions.example
    let stream = try ResidualPath(changed.model, of: problem)
    try output.write(
      stream.table, of: checkpoint, changes: changed.changes,
      command: ["residual", path] + (sum.map { ["--sum", $0.argumentText] } ?? []) + changes.words,
      figure: .residualPath(stream, of: checkpoint.subject(changes: changed.changes)))
    try json.print(
      StudyResult(stream, of: checkpoint, changed),
      orText: "The residual stream \(stream.plane.name), \(problem)\(changed.suffix)\n\n\(text(stream))"
        + (quiet.quiet ? "" : output.lastLine))
  }

  private func text(_ stream: ResidualPath) -> String {
    var table = TextTable(
      [.left, .right, .left] + stream.stages.map { _ in .right }, titles: ["", "is", "answer"] + stream.stages)
    for place in stream.places {
      table.add(
        ["Z\(place.place)", "\(place.expected)", stream.tokens[place.predicted]]
          + place.points.map { "\(fixedText($0[0], 2)), \(fixedText($0[1], 2))" })
    }
    return table.text()
  }
}
