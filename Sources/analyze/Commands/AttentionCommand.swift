import Addition
import Arguments
import Checkpoints
import Figures
import Interpretability
import Plotting
import Reports

struct AttentionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attention", abstract: "Show where a model looks.",
    discussion: """
      Attention weights, averaged over problems with the true answer fed to the model: one row for each digit of the answer, or \
      with --full for every position. Without --layer and --head all heads are shown. "Varies by" is the greatest standard \
      deviation of a weight over the problems: 0 where attention is determined by position alone.
      """,
    examples: [
      .init("analyze attention checkpoints/microadder-57p --out sum.png --sum 9999999999+1", "Of one sum."),
      .init("analyze attention checkpoints/microadder-57p --out attention.png", "Where it looks for each answer digit."),
      .init("analyze attention checkpoints/gptacc-777p --out attention.pdf --full", "All positions, for print."),
      .init(
        "analyze attention checkpoints/microadder-57p --minus checkpoints/microadder-67p --out difference.png",
        "Where it looks more or less than another model."),
      .init(
        "analyze attention checkpoints/microadder-57p --set blocks.0.attn.q_phase_angle=0",
        "Where it would look without the angle that turns its queries."),
    ])

  @OptionGroup var checkpoint: CheckpointArgument
  @OptionGroup var output: StudyOptions
  @OptionGroup var problems: ProblemOptions<StudiedProblems>
  @OptionGroup var changes: InterventionOptions
  @Option(help: "Only heads of this block, counted from 0.") var layer: Int?
  @Option(help: "Only this head of every block, counted from 0.") var head: Int?
  @Flag(help: "Show all positions instead of the answer's.") var full = false
  @Option(
    help: ArgumentHelp(
      "The figure's darkest color is for this weight; smaller ones show faint weights. (default: 1)", valueName: "X"))
  var range: Double?
  @Option(
    help: ArgumentHelp(
      "Draw where the model looks more than this one, head by head.", valueName: "CHECKPOINT", completion: .files))
  var minus: String?
  @OptionGroup var threads: ThreadsOption
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  func validate() throws {
    if minus != nil {
      guard !full, layer == nil, head == nil, range == nil else {
        throw ValidationError("--minus excludes --full, --layer, --head and --range")
      }
      guard output.out != nil else { throw ValidationError("--minus is for the figure; give --out FILE") }
    }
    guard let range, !(range > 0 && range <= 1) else { return }
    throw ValidationError("--range is a weight above 0 and at most 1, and is \(range)")
  }

  mutating func run() throws {
    let path = checkpoint.checkpoint
    let checkpoint = try checkpoint.readFinite(toWrite: output.files, reading: problems.files + changes.files)
    let architecture = checkpoint.model.architecture
    try Self.require(layer, below: architecture.layers, "--layer", "block")
    try Self.require(head, below: architecture.attention.heads, "--head", "head")
    let changed = try ChangedModel(checkpoint.model, changes)
    let summary = try AttentionSummary(changed.model, on: try problems.read(), threads: threads.count)
    let other = try minus.map { try secondSummary(at: $0, heads: summary.heads.count) }
    let heads = summary.heads.filter { (layer ?? $0.layer) == $0.layer && (head ?? $0.head) == $0.head }
    try output.write(
      summary.table(ofAnswerOnly: !full), of: checkpoint, changes: changed.changes,
      command: ["attention", path] + problems.words + changes.words + (layer.map { ["--layer", "\($0)"] } ?? [])
        + (head.map { ["--head", "\($0)"] } ?? []) + (full ? ["--full"] : []) + (range.map { ["--range", "\($0)"] } ?? [])
        + (minus.map { ["--minus", $0] } ?? []),
      figure: figure(summary, heads, of: checkpoint.subject(changes: changed.changes), minus: other))
    let heading = "Attention of \(heads.map(\.name).joined(separator: ", ")), \(summary.source)\(changed.suffix)"
    try json.print(
      StudyResult(summary, of: checkpoint, changed),
      orText: "\(heading)\n\n\(AttentionText(summary, heads: heads).text)" + (quiet.quiet ? "" : output.lastLine))
  }

  private func figure(
    _ summary: AttentionSummary, _ heads: [AttentionSummary.Head], of subject: Subject,
    minus other: (summary: AttentionSummary, subject: Subject)?
  ) -> Figure {
    guard let other else {
      return .attention(summary, heads: heads, rows: full ? .all : .answer, greatest: range ?? 1, of: subject)
    }
    return .attentionDifference(summary, minus: other.summary, of: subject, and: other.subject)
  }

  /// The other model's attention on the same problems.
  private func secondSummary(at path: String, heads: Int) throws -> (summary: AttentionSummary, subject: Subject) {
    var argument = CheckpointArgument()
    argument.checkpoint = path
    let checkpoint = try argument.readFinite(toWrite: output.files, reading: [])
    let summary = try AttentionSummary(checkpoint.model, on: try problems.read(), threads: threads.count)
    guard summary.heads.count == heads else {
      throw ValidationError(
        "--minus \(path): it has \(grouped(summary.heads.count)) heads in all and the model \(grouped(heads)); choose one with as many"
      )
    }
    return (summary, checkpoint.subject)
  }

  private static func require(_ index: Int?, below count: Int, _ option: String, _ noun: String) throws {
    guard let index, !(0..<count).contains(index) else { return }
    let range = count == 1 ? "the model has one \(noun), number 0" : "the model's \(noun)s are 0...\(count - 1)"
    throw ValidationError("\(option) \(index): \(range)")
  }
}
