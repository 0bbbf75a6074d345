import Addition
import Arguments
import Checkpoints
import Figures
import Interpretability
import Plotting

extension Ablation: ExpressibleByArgument {}

struct Ablate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Take a model's components out one by one and draw what breaks.",
    discussion: """
      Components are heads, their attention to keys of each role, what they read there, hidden units and whole layers. \
      Each is replaced by zero, by its mean, or by its value on another problem; accuracy is counted for every answer digit, \
      with and without a carry entering it, given the true digits before. --json prints the whole table, and with --donors \
      which problem had which donor.
      """,
    examples: [
      .init("analyze ablate checkpoints/microadder-57p --out ablation.png", "Replace by other problems' values."),
      .init("analyze ablate checkpoints/microadder-57p --out ablation.png --kind zero --json", "The table as well."),
      .init(
        "analyze ablate checkpoints/microadder-57p --out ablation.png --donors trace.h5",
        "Replace by values on the problems of a trace."),
    ])

  @OptionGroup var checkpoint: CheckpointArgument
  @OptionGroup var output: FigureOptions
  @OptionGroup var problems: ProblemOptions<StudiedProblems>
  @OptionGroup var changes: InterventionOptions
  @Option(help: "What an activation becomes: another problem's, its mean, or zero.") var kind = Ablation.resample
  @OptionGroup var donors: DonorOptions
  @OptionGroup var threads: ThreadsOption
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  mutating func run() throws {
    let path = checkpoint.checkpoint
    let checkpoint = try checkpoint.readFinite(toWrite: [output.out], reading: problems.files + donors.files + changes.files)
    let changed = try ChangedModel(checkpoint.model, changes)
    let lenders = try donors.read(for: kind, beside: problems.problems)
    let suite = try problems.read()
    let study = try AblationStudy(
      changed.model, on: suite, ablations: [kind], reference: lenders, threads: threads.count)
    try output.write(
      .ablation(study, kind, of: checkpoint.subject(changes: changed.changes)), of: checkpoint,
      command: ["ablate", path] + problems.words + changes.words + ["--kind", kind.rawValue] + donors.words)
    let drawn = kind == .resample ? lenders.map { DrawnDonors(from: $0, for: suite.count) } : nil
    try json.print(
      ResultOfChanges(value: StudyWithDonors(study: study, donors: drawn), interventions: changed.interventions),
      orText: study.text(suffix: changed.suffix) + (quiet.quiet ? "" : "\n\nFigure: \(output.out)"))
  }
}

/// A study for programs, and who lent to whom where the user said from where.
private struct StudyWithDonors: Encodable {
  let study: AblationStudy
  let donors: DrawnDonors?

  private enum CodingKeys: CodingKey { case donors }

  func encode(to encoder: any Encoder) throws {
    try study.encode(to: encoder)
    guard let donors else { return }
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(donors, forKey: .donors)
  }
}

extension AblationStudy {
  /// Whole answers that stay right, component by component.
  fileprivate func text(suffix: String) -> String {
    var table = TextTable([.left, .right, .right, .left], titles: ["taken out", "right", "", "95% interval"])
    func add(_ name: String, _ exact: Proportion) {
      table.add([name, "\(grouped(exact.count)) of \(grouped(exact.total))", exact.percent, exact.interval95.description])
    }
    add("nothing", baseline.exact)
    for row in rows { add(row.component.name, row.accuracy.exact) }
    return
      "Whole answers right, \(rows.first.map { "\($0.ablation.rawValue) ablation, " } ?? "")\(source)\(suffix)\n\n\(table.text(indent: 2))"
  }
}
