import Addition
import Arguments
import Checkpoints
import Figures
import Interpretability
import Plotting

extension Ablation: ExpressibleByArgument {}

struct Ablate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Take a model's components out one by one and show what breaks.",
    discussion: """
      Components are heads, their attention to keys of each role, what they read there, hidden units and whole layers, or any \
      part of a hook with --at. Each is replaced by its value on another problem, its mean position by position, zero, or a \
      number. Accuracy is counted for every answer digit, with and without a carry entering it, given the true digits before; \
      --metric and --by measure more. --csv writes the whole table, --json prints it, and which problem had which donor.
      """,
    examples: [
      .init("analyze ablate checkpoints/microadder-57p --out ablation.png", "Replace by other problems' values."),
      .init(
        "analyze ablate checkpoints/microadder-57p --at 'blocks.0.mlp.hook_post[Z*, 1]' --kind fixed --value 0.5 --metric loss",
        "What one hidden unit is worth where the answer is written."),
      .init(
        "analyze ablate checkpoints/microadder-57p --group head --group unit --pairs --out pairs.png --csv pairs.csv",
        "Every two of them at once."),
      .init(
        "analyze ablate checkpoints/microadder-57p --group unit --by-position --by kind --out positions.png",
        "Every unit at every position, digits sorted by what their place does with a carry."),
      .init("analyze ablate checkpoints/microadder-57p --donors trace.h5", "Replace by values on the problems of a trace."),
    ])

  @OptionGroup var checkpoint: CheckpointArgument
  @OptionGroup var output: StudyOptions
  @OptionGroup var problems: ProblemOptions<StudiedProblems>
  @OptionGroup var changes: InterventionOptions
  @OptionGroup var components: ComponentOptions
  @Option(help: "What an activation becomes: another problem's, its mean, zero, or --value.") var kind = Ablation.resample
  @Option(help: ArgumentHelp("The number that fixed activations become. (default: 0)", valueName: "X")) var value: Float?
  @OptionGroup var measured: MeasurementOptions
  @OptionGroup var donors: DonorOptions
  @OptionGroup var threads: ThreadsOption
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  func validate() throws {
    if value != nil, kind != .fixed { throw ValidationError("--value goes with --kind fixed") }
    if let value, !value.isFinite { throw ValidationError("--value must be a finite number and is \(value)") }
  }

  mutating func run() throws {
    let path = checkpoint.checkpoint
    let checkpoint = try checkpoint.readFinite(
      toWrite: output.files, reading: problems.files + donors.files + changes.files)
    let changed = try ChangedModel(checkpoint.model, changes)
    let lenders = try donors.read(for: kind, beside: problems.problems)
    let suite = try problems.read()
    let status = StudyStatus("problems", isQuiet: quiet.quiet)
    defer { status.clear() }
    let study = try AblationStudy(
      changed.model, on: suite, components: components.components(of: changed.model.program), ablations: [kind], plan: plan,
      fixedValue: value ?? 0, reference: lenders, threads: threads.count, progress: status.tell)
    status.clear()
    try output.write(
      study.table, of: checkpoint, changes: changed.changes, command: words(path),
      figure: .ablation(study, kind, of: checkpoint.subject(changes: changed.changes)))
    let drawn = kind == .resample ? DrawnDonors(from: lenders ?? suite.companion, for: suite.count) : nil
    try json.print(
      StudyResult(StudyWithDonors(study: study, donors: drawn), of: checkpoint, changed),
      orText: AblationText(study, measured.plan(), suffix: changed.suffix).text + (quiet.quiet ? "" : output.lastLine))
  }

  /// A mean is drawn by place.
  private var plan: MeasurementPlan {
    var plan = measured.plan()
    let isMap = components.pairs || components.byPosition
    if output.out != nil, !isMap, plan.metrics.first?.isShare == false, !plan.groupings.contains(.place) {
      plan.groupings.append(.place)
    }
    return plan
  }

  private func words(_ path: String) -> [String] {
    ["ablate", path] + problems.words + changes.words + components.words + ["--kind", kind.rawValue]
      + (value.map { ["--value", "\($0)"] } ?? []) + measured.words + donors.words
  }
}

/// A study for programs, and who lent to whom.
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
