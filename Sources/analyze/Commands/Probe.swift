import Addition
import Arguments
import Checkpoints
import Figures
import Interpretability
import Plotting
import Traces

extension ProbeLabel: ExpressibleByArgument {}
extension ProbeKind: ExpressibleByArgument {}

struct Probe: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Find what can be read off activations, and what of it is used.",
    discussion: """
      A probe learns to read a label off an activation at one position and is tested on other problems. It claims something only \
      where it beats the same probe trained on shuffled labels and the same probes of 19 models with random weights: much of the \
      input can be read off any transformer. Where a linear probe claims, its directions are taken out while the model runs: \
      'used' is what the answer's digit suffers from, more than from the loss of as many other directions; 'unspecific', where it \
      suffers, but no more than that, or there are no others. Positions are those that predict the answer, named by the digit \
      that they predict. --csv and --json have every probe with its intervals.
      """,
    examples: [
      .init("analyze probe checkpoints/microadder-57p", "Four labels along the residual stream."),
      .init(
        "analyze probe checkpoints/microadder-57p --label carry --out probe.png --csv probe.csv", "One, drawn and as a table."),
      .init(
        "analyze probe checkpoints/microadder-57p --hooks 'blocks.*.mlp.*' --positions 'Y*' --label carry-out --kind shallow",
        "At the operands, with a hidden layer."),
    ])

  @OptionGroup var checkpoint: CheckpointArgument
  @Option(help: "What to read, with commas between. (default: carry,sum,digit,chain)") var label: [ProbeLabel] = []
  @Option(
    help: ArgumentHelp(
      "Where, with commas between. (default: the residual stream, what is added to it, and hidden units)", valueName: "GLOB,..."))
  var hooks: String?
  @Option(
    help: ArgumentHelp(
      "At which positions, such as 'X*', Z0..Z3 or 22..32, with commas between. (default: those that predict the answer)",
      valueName: "LIST"))
  var positions: String?
  @Option(help: "What a probe can compute: linear functions, or one hidden layer of random units.") var kind = ProbeKind.linear
  @OptionGroup var problems: ProblemOptions<StudiedProblems>
  @Option(help: "Which shuffles, random weights and other directions. (default: 1)") var controlSeed: UInt64?
  @OptionGroup var changes: InterventionOptions
  @OptionGroup var output: StudyOptions
  @OptionGroup var threads: ThreadsOption
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  mutating func run() throws {
    let path = checkpoint.checkpoint
    let checkpoint = try checkpoint.readFinite(toWrite: output.files, reading: problems.files + changes.files)
    let changed = try ChangedModel(checkpoint.model, changes)
    let program = changed.model.program
    let labels = ProbeLabel.allCases.filter((label.isEmpty ? ProbeLabel.usual : label).contains)
    let places = try hooks.map { try program.hooks(matching: $0) }
    let selected = try positions.map { try program.positions(matching: $0) }
    let status = StudyStatus("activations", isQuiet: quiet.quiet)
    defer { status.clear() }
    let study = try ProbeStudy(
      changed.model, on: try problems.read(), labels: labels, hooks: places, positions: selected, kind: kind,
      seed: controlSeed ?? 1, threads: threads.count, progress: status.tell)
    status.clear()
    try output.write(
      study.table, of: checkpoint, changes: changed.changes, command: ["probe", path] + words,
      figure: .probe(study, of: checkpoint.subject(changes: changed.changes)))
    try json.print(
      StudyResult(study, of: checkpoint, changed),
      orText: study.text(suffix: changed.suffix) + (quiet.quiet ? "" : output.lastLine))
  }

  /// The options as words of a command that asks for the same.
  private var words: [String] {
    (label.isEmpty ? [] : ["--label", label.map(\.rawValue).joined(separator: ",")]) + (hooks.map { ["--hooks", $0] } ?? [])
      + (positions.map { ["--positions", $0] } ?? []) + ["--kind", kind.rawValue] + problems.words
      + (controlSeed.map { ["--control-seed", "\($0)"] } ?? []) + changes.words
  }
}

extension ProbeStudy {
  /// Labels and hooks, all positions together.
  fileprivate func text(suffix: String) -> String {
    let isChecked = kind == .linear
    var table = TextTable(
      [.left, .left, .right, .right, .left, .left, .left],
      titles: ["label", "hook", "right", "best control", "claimed"] + (isChecked ? ["used", "unspecific"] : []))
    for summary in summaries {
      let verdicts = [DirectionRemoval.Verdict.used, .unspecific].map { verdict in
        summary.claimed.isEmpty ? "" : names(of: summary.checked(verdict), among: summary.rows)
      }
      table.add(
        [
          summary.label.rawValue, summary.hook, percent(summary.accuracy), percent(summary.control),
          names(of: summary.claimed, among: summary.rows),
        ] + (isChecked ? verdicts : []))
    }
    let claimed = rows.count { $0.isClaimed }
    return """
      \(isChecked ? "Linear" : "Shallow") probes, \(source)\(suffix), trained on \(training)

      \(table.text(indent: 2))

      \(grouped(claimed)) of \(grouped(rows.count)) probes claim: they beat the most frequent class, shuffled labels and \
      \(randomSeeds.count) models with random weights, by more than any of these leads the others.
      """
  }

  private func percent(_ share: Proportion) -> String {
    guard let rate = share.rate else { return "" }
    let tenths = Int((rate * 1000).rounded())
    return "\(tenths / 10).\(tenths % 10)%"
  }
}
