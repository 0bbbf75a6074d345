import Addition
import Arguments
import Checkpoints
import Figures
import Files
import Interpretability
import Plotting
import Reports

struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Put the same questions to two models.",
    discussion: """
      How well they add, by the length of the carry chain; where they look; what breaks without each component; and where they \
      learn of a carry that has come through a place: from their own previous digit, or from the operands further down. For the \
      last, the previous digit is exchanged for that of a problem with the other carry, and digits are counted that follow it.

      A FILE.html is a page in which both models answer the same sums, and each can be changed.
      """,
    examples: [
      .init("analyze compare checkpoints/microadder-57p checkpoints/microadder-67p --out pair.png", "Two of a family."),
      .init(
        "analyze compare checkpoints/microadder-57p checkpoints/gptacc-777p --count 1100 --csv pair.csv",
        "Two families, every number in a file."),
      .init("analyze compare checkpoints/microadder-57p checkpoints/period12-20p --out pair.html", "To try both in a browser."),
    ])

  @OptionGroup var checkpoint: CheckpointArgument
  @Argument(help: ArgumentHelp("The checkpoint that it is compared with.", completion: .files)) var other: String
  @Option(help: "What family the other one is of, if its names do not tell.") var otherFamily: Family?
  @Option(help: ArgumentHelp("As --config, for the other one.", valueName: "FILE", completion: .files)) var otherConfig: String?
  @OptionGroup var output: ComparisonOptions
  @OptionGroup var problems: ProblemOptions<StudiedProblems>
  @OptionGroup var threads: ThreadsOption
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  mutating func run() throws {
    var second = CheckpointArgument()
    (second.checkpoint, second.family, second.config) = (other, otherFamily, otherConfig)
    let (a, b) = (checkpoint, second)
    let left = try a.readFinite(toWrite: output.files, reading: problems.files)
    let right = try b.readFinite(toWrite: output.files, reading: problems.files)
    let status = StudyStatus("problems", isQuiet: quiet.quiet)
    defer { status.clear() }
    // Two files of one name are told apart.
    let isNamesake = left.name == right.name
    let comparison = try ModelComparison(
      (left.name + (isNamesake ? " (first)" : ""), left.model), (right.name + (isNamesake ? " (second)" : ""), right.model),
      on: problems.read(), threads: threads.count, progress: status.tell)
    status.clear()
    let command = ["compare", a.checkpoint, other] + problems.words
    if let path = output.page {
      let words = (["analyze"] + command + ["--out", "FILE.html"]).map(shellWord).joined(separator: " ")
      try AtomicFile.write(try ComparisonPage((left, right), comparison, command: words).bytes, to: path)
    }
    try output.study.write(comparison.table, of: left, command: command, figure: .comparison(comparison))
    try json.print(comparison, orText: text(comparison) + (quiet.quiet ? "" : output.lastLine))
  }

  private func text(_ comparison: ModelComparison) -> String {
    let names = comparison.sides.map(\.name)
    var table = TextTable([.left, .right, .right], titles: [""] + names)
    func add(_ title: String, _ text: (ModelComparison.Side) -> String) { table.add([title] + comparison.sides.map(text)) }
    func counted(_ share: Proportion?) -> String {
      share.map { $0.total == 0 ? "–" : "\(grouped($0.count)) of \(grouped($0.total))" } ?? "–"
    }
    add("parameters") { grouped($0.parameters) }
    add("whole answers right") { counted($0.chains.overall) }
    add("longest chain right") { counted($0.chains.rows.last?.accuracy) }
    add("follow the previous output") { counted($0.route.overall.followsOutput) }
    add("follow the operands") { counted($0.route.overall.followsOperands) }
    for (name, role) in KeyRole.allCases.map({ ("attention on " + $0.rawValue, $0) }) {
      add(name) { side in
        side.heads.map { head in EstimateText.short(head.roles.first { $0.role == role }?.share ?? 0) }.joined(separator: ", ")
      }
    }
    var components: [String] = []
    for row in comparison.sides.flatMap(\.ablation.rows) where !components.contains(row.component.name) {
      components.append(row.component.name)
    }
    for name in components {
      add("right without " + name) { side in counted(side.ablation.row(name, .resample)?.accuracy.exact) }
    }
    let verdicts = comparison.sides.map { side in
      let route = side.route.overall
      return "\(side.name) \(side.route.verdict.rawValue): of \(grouped(route.followsOutput.total)) digits "
        + "\(grouped(route.followsOutput.count)) follow it, \(grouped(route.followsOperands.count)) the operands"
    }
    return "\(comparison.source)\n\n\(table.text(indent: 2))\n\n\(verdicts.joined(separator: "\n"))"
  }
}
