import Addition
import Arguments
import Checkpoints
import Figures
import Interpretability
import Plotting

extension CircuitGrain: ExpressibleByArgument {}

struct CircuitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "circuit",
    abstract: "Find the smallest part of a model that does the task.",
    discussion: """
      Everything outside the circuit is replaced, at once, by its value on another problem. The circuit is searched on problems of \
      its own and judged on those asked for: how much it keeps, what is left without it, and what it loses without each of its parts. \
      Parts are nodes (heads and hidden units), reads (what heads read from the keys of each role, and hidden units) or edges \
      (paths between components). With --alignment, the carry is sought in one direction of every activation instead.

      Roles: a part of the circuit transmits what it gets from another problem (other digits in the place, another carry into it, or \
      a carry that has come through a 9) if the answer's digit moves in 10% of trials at least, with a 95% interval above 5%. \
      'routes digits' is attention (heads, what they read, paths into them) that transmits digits; 'base add', anything else that \
      does; 'make carry' transmits the carry and not the digits; 'use carry', both, and is not attention; 'sum-9 cascade', the carry \
      through a 9.
      """,
    examples: [
      .init("analyze circuit checkpoints/microadder-57p --parts reads --out circuit.png", "What it reads, and its units."),
      .init("analyze circuit checkpoints/microadder-57p --parts edges --csv edges.csv", "The paths that it needs."),
      .init("analyze circuit checkpoints/microadder-57p --alignment", "Whether the carry is one direction somewhere."),
    ])

  @OptionGroup var checkpoint: CheckpointArgument
  @OptionGroup var output: StudyOptions
  @OptionGroup var problems: ProblemOptions<StudiedProblems>
  @OptionGroup var changes: InterventionOptions
  @Option(help: "What the circuit is made of. (default: nodes)") var parts: CircuitGrain?
  @Option(help: "What the circuit is to keep. (default: exact)") var metric: Metric?
  @Option(help: "How much of it, above 0 and below 1. (default: 0.95)") var threshold: Double?
  @Flag(help: "Look for the carry in one direction of each activation instead.") var alignment = false
  @OptionGroup var threads: ThreadsOption
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  func validate() throws {
    if let threshold, !(threshold > 0 && threshold < 1) {
      throw ValidationError("--threshold must lie above 0 and below 1 and is \(threshold)")
    }
    let searched = [parts.map { _ in "--parts" }, metric.map { _ in "--metric" }, threshold.map { _ in "--threshold" }]
    if alignment, let option = searched.compactMap(\.self).first {
      throw ValidationError("\(option) is of circuits and does not go with --alignment, which looks at every activation")
    }
    if alignment, problems.areGiven, !problems.isSeedAlone {
      throw ValidationError("--alignment makes pairs of problems of its own; give it --seed alone")
    }
  }

  mutating func run() throws {
    let path = checkpoint.checkpoint
    let checkpoint = try checkpoint.readFinite(toWrite: output.files, reading: problems.files + changes.files)
    let changed = try ChangedModel(checkpoint.model, changes)
    if alignment { return try align(changed, checkpoint, path) }
    let suite = try problems.read()
    var plan = CircuitStudy.Plan()
    plan.grain = parts ?? plan.grain
    plan.metric = metric ?? plan.metric
    plan.threshold = threshold ?? plan.threshold
    let status = StudyStatus("circuits", isQuiet: quiet.quiet)
    let study = try CircuitStudy(changed.model, on: suite, plan: plan, threads: threads.count, progress: status.tell)
    status.clear()
    try output.write(
      study.table, of: checkpoint, changes: changed.changes,
      command: ["circuit", path] + problems.words + changes.words
        + ["--parts", plan.grain.rawValue, "--metric", plan.metric.rawValue, "--threshold", "\(plan.threshold)"],
      figure: .circuit(study, of: checkpoint.subject(changes: changed.changes)))
    try json.print(
      StudyResult(study, of: checkpoint, changed),
      orText: study.text(suffix: changed.suffix) + (quiet.quiet ? "" : output.lastLine))
  }

  private func align(_ changed: ChangedModel, _ checkpoint: Checkpoint, _ path: String) throws {
    let status = StudyStatus("activations", isQuiet: quiet.quiet)
    let study = try CarryAlignment(
      changed.model, seed: problems.seed ?? 1, threads: threads.count, progress: status.tell)
    status.clear()
    try output.write(
      study.table, of: checkpoint, changes: changed.changes,
      command: ["circuit", path, "--alignment", "--seed", "\(study.seed)"] + changes.words,
      figure: .carryAlignment(study, of: checkpoint.subject(changes: changed.changes)))
    try json.print(
      StudyResult(study, of: checkpoint, changed),
      orText: study.text(suffix: changed.suffix) + (quiet.quiet ? "" : output.lastLine))
  }
}

extension ProblemOptions {
  /// Whether nothing was said of problems but their seed.
  fileprivate var isSeedAlone: Bool { suite == nil && count == nil && sum.isEmpty && problems == nil }
}
