import Addition
import Arguments
import Checkpoints
import Figures
import Foundation
import Interpretability
import Plotting
import Transformer

struct Patch: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Move activations between two sums, and see what follows.",
    discussion: """
      Every problem is paired with one that differs in one carry. Denoising runs the corrupted problem with one activation of the \
      clean one, noising the other way round. Recovered is the share of the logit difference between the two answers' digits that \
      the patch moves: 0 nothing, 1 all. The first digit is the one that the changed carry enters; later digits are those that it \
      reaches by propagation: they are kept apart, where attribute takes each pair's mean over both. A file of problems may hold \
      pairs of its own, as lines such as {"a": 1, "b": 2, "corrupted": {"a": 3, "b": 4}}.
      """,
    examples: [
      .init("analyze patch checkpoints/gptacc-777p", "A map of the model."),
      .init("analyze patch checkpoints/gptacc-777p --out map.png --csv map.csv", "Drawn, and as a table."),
      .init("analyze patch checkpoints/gptacc-777p --by hook", "Every hook as a whole."),
      .init(
        "analyze patch checkpoints/gptacc-777p --at 'blocks.0.mlp.*' --by position:feature --positions absolute",
        "Each unit at each position."),
      .init("analyze patch checkpoints/gptacc-777p --paths --out paths.png", "Every path between components."),
      .init(
        "analyze patch checkpoints/gptacc-777p --from hook_embed --to blocks.0.hook_v_input",
        "What heads read of the tokens for their values."),
    ])

  @OptionGroup var checkpoint: CheckpointArgument
  @OptionGroup var nodes: PatchNodeOptions
  @OptionGroup var problems: ProblemOptions<PatchedProblems>
  @OptionGroup var changes: InterventionOptions
  @OptionGroup var output: StudyOptions
  @OptionGroup var threads: ThreadsOption
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  mutating func run() throws {
    let path = checkpoint.checkpoint
    let checkpoint = try checkpoint.readFinite(toWrite: output.files, reading: problems.files + changes.files)
    let changed = try ChangedModel(nodes.model(of: checkpoint.model), changes)
    let chosen = try nodes.nodes(in: changed.model.program)
    let pairs = try problems.readPairs()
    let status = StudyStatus("digits", isQuiet: quiet.quiet)
    let study = try PatchingStudy(changed.model, on: pairs, nodes: chosen, threads: threads.count, progress: status.tell)
    status.clear()
    try output.write(
      study.table, of: checkpoint, changes: changed.changes,
      command: ["patch", path] + nodes.words + problems.words + changes.words,
      figure: .patching(study, of: checkpoint.subject(changes: changed.changes)))
    try json.print(
      StudyResult(study, of: checkpoint, changed),
      orText: study.text(pairs, suffix: changed.suffix) + (quiet.quiet ? "" : output.lastLine))
  }
}

extension PatchingStudy {
  private static let shown = 24
  /// What rounds to nothing.
  private static let least = 0.0005

  /// What the unpatched model says, and the nodes with the largest effects.
  fileprivate func text(_ pairs: ProblemPairs, suffix: String) -> String {
    var lines = ["\(pairs)\(suffix)"]
    let idle = self.pairs - pairsThatDiffer
    if idle > 0 {
      lines.append(
        "\(grouped(idle)) pair\(idle == 1 ? " has" : "s have") the same answer twice and \(idle == 1 ? "is" : "are") left out")
    }
    return (lines + ["", baselineTable, "", effectTable]).joined(separator: "\n")
  }

  private var baselineTable: String {
    var table = TextTable(
      [.left, .right, .right, .right, .right, .right],
      titles: ["unpatched", "digits", "logit difference: clean", "corrupted", "right: clean", "corrupted"])
    for baseline in baselines where baseline.clean.count > 0 && baseline.digits != .all {
      table.add([
        baseline.digits == .first ? "first digits" : "later digits", grouped(baseline.clean.count),
        baseline.clean.short, baseline.corrupted.short, baseline.cleanRight.percent, baseline.corruptedRight.percent,
      ])
    }
    let told = self[.first].map(\.isTold) ?? false
    return table.text(indent: 2)
      + (told ? "" : "\n\nThe model does not tell the two problems apart: there is nothing to recover.")
  }

  private var effectTable: String {
    var table = TextTable(
      [.left, .left, .right, .right, .right, .right, .right, .right],
      titles: [
        "recovered", "position", "denoising: first", "95% interval", "later", "noising: first", "95% interval", "later",
      ])
    func shown(_ row: PatchingRow) -> Double {
      PatchingDirection.allCases.flatMap { direction in
        [PatchedDigits.first, .later].map { abs(row[direction, $0]?.recovered.value ?? 0) }
      }.max() ?? 0
    }
    let effects = rows.map(shown)
    let order = rows.indices.filter { effects[$0] >= Self.least }.sorted { (effects[$0], $1) > (effects[$1], $0) }
    for index in order.prefix(Self.shown) {
      let node = rows[index].node
      let shares = PatchingDirection.allCases.flatMap { direction -> [String] in
        let (first, later) = (rows[index][direction]?.recovered, rows[index][direction, .later]?.recovered)
        return [first?.percent ?? "", first?.interval ?? "", later?.percent ?? ""]
      }
      table.add([(node.sender.map { $0 + " to " } ?? "") + node.place, positionNames[index]] + shares)
    }
    let (left, idle) = (order.count - Self.shown, rows.count - order.count)
    let notes = [
      left > 0 ? "\(grouped(left)) more move less" : nil,
      idle > 0 ? "\(grouped(idle)) \(left > 0 ? "" : "more ")move less than 0.05%" : nil,
    ].compactMap(\.self)
    return table.text(indent: 2) + (notes.isEmpty ? "" : "\n  and " + notes.joined(separator: ", "))
  }
}

extension Estimate {
  fileprivate var percent: String { value.map { fixedText($0 * 100, 1) + "%" } ?? "none" }
  fileprivate var short: String { value.map { fixedText($0, 2) } ?? "none" }
  fileprivate var interval: String {
    guard let lower, let upper else { return "" }
    return "\(fixedText(lower * 100, 1)) to \(fixedText(upper * 100, 1))%"
  }
}
