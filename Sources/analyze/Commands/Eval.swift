import Addition
import Arguments
import Certificates
import Checkpoints
import Files
import Transformer

struct Eval: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Count how many sums of a suite a model gets right.",
    discussion: """
      The model answers by greedy decoding; a sum is right when all eleven digits are. The interval is Wilson's, of 95%. \
      JSON lists the first 1,000 errors (with --errors all that go into the file), text the first ten. The exit code is 0 whatever the accuracy.
      """,
    examples: [
      .init("analyze eval checkpoints/microadder-57p", "AdderBoard's 10,010 sums."),
      .init("analyze eval checkpoints/microadder-57p --suite uniform --count 10000000", "Ten million others."),
      .init("analyze eval checkpoints/microadder-57p --problems sums.csv", "Sums of your own."),
      .init("analyze eval checkpoints/period12-20p --exact", "And of all 10^20, where that can be proved."),
      .init("analyze eval checkpoints/gptacc-777p --errors wrong.csv", "Keep what is wrong, to train on or to look into."),
      .init(
        "analyze eval checkpoints/microadder-57p --intervene 'blocks.0.mlp.hook_post[Z0..Z2, 1]=zero'",
        "With one hidden unit silenced at three positions."),
    ])

  @OptionGroup var checkpoint: CheckpointArgument
  @OptionGroup var problems: ProblemOptions<EvaluatedProblems>
  @OptionGroup var changes: InterventionOptions
  @Option(
    help: ArgumentHelp(
      "Also write the sums that are wrong, 20,000 at most, as CSV: problems for other commands.", valueName: "FILE",
      completion: .files))
  var errors: String?
  @OptionGroup var exact: ExactOptions
  @OptionGroup var threads: ThreadsOption
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  func validate() throws {
    if errors == "-" { throw ValidationError("--errors must be a file; --json prints errors") }
  }

  mutating func run() throws {
    let checkpoint = try checkpoint.readFinite(toWrite: errors.map { [$0] } ?? [], reading: problems.files)
    let changed = try ChangedModel(checkpoint.model, changes)
    let suite = try problems.read()
    let evaluation = evaluate(changed.model, on: suite)
    if let errors { try AtomicFile.write(evaluation.failuresCSV, to: errors) }
    let result = EvaluationOfCheckpoint(
      checkpoint: checkpoint.name, source: suite.source, evaluation: evaluation, changes: changed.changes,
      exact: exact.limit.map { exactAccuracy(of: changed.model, within: $0) })
    try json.print(ResultOfChanges(value: result, changed: changed), orText: result.text)
    if let errors, !json.json {
      let wrong = evaluation.accuracy.total - evaluation.accuracy.count
      quiet.print("\n\(errors): \(grouped(evaluation.failures.count)) of the \(grouped(wrong)) sums that are wrong")
    }
  }

  private func exactAccuracy(of model: Model, within limit: Duration) -> ExactAccuracy {
    let status = StudyStatus("questions", isQuiet: quiet.quiet)
    defer { status.clear() }
    return ExactAccuracy(model, timeLimit: limit, threads: threads.count, progress: status.tell)
  }

  /// Evaluates with a status line that is gone when this returns.
  private func evaluate(_ model: Model, on problems: ProblemSuite) -> Evaluation {
    let status = StatusLine(isQuiet: quiet.quiet)
    defer { status.clear() }
    return model.evaluate(problems, threads: threads.count, failureLimit: errors == nil ? 1_000 : Targets.most) { done in
      status.show { seconds in
        let pace = StatusLine.pace(done: done, left: problems.count - done, unit: "sums", seconds: seconds) ?? ""
        return "\(grouped(done)) of \(grouped(problems.count))  \(pace)"
      }
    }
  }
}

/// An evaluation, and of what it is one.
private struct EvaluationOfCheckpoint: Encodable {
  let checkpoint: String
  let source: ProblemSource
  let evaluation: Evaluation
  /// What was changed in the model, for people.
  let changes: [String]
  /// Of all sums; nil where nobody asked.
  let exact: ExactAccuracy?

  private enum CodingKeys: CodingKey { case checkpoint, seed, source, exact }

  /// Whether a suite's name and seed say all about the problems.
  private var isSuite: Bool {
    switch source {
    case .adderBoard, .uniform, .carry: true
    case .sums, .file, .list: false
    }
  }

  /// Adds to the evaluation's own fields.
  func encode(to encoder: any Encoder) throws {
    try evaluation.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(checkpoint, forKey: .checkpoint)
    try container.encodeIfPresent(source.seed, forKey: .seed)
    if !isSuite { try container.encode(source, forKey: .source) }
    try container.encodeIfPresent(exact, forKey: .exact)
  }

  var text: String {
    let accuracy = evaluation.accuracy
    var facts = TextTable([.left, .left])
    facts.add(["model", "\(checkpoint), \(grouped(evaluation.parameters)) parameters"])
    for change in changes { facts.add(["changed", change]) }
    facts.add(
      isSuite
        ? ["suite", evaluation.suite + (source.seed.map { ", seed \($0)" } ?? "")] : ["problems", source.description])
    facts.add(["right", "\(grouped(accuracy.count)) of \(grouped(accuracy.total))"])
    facts.add(["accuracy", "\(accuracy.percent), 95% interval \(accuracy.interval95)"])
    if let exact { facts.add(["all sums", exact.text]) }
    return ([facts.text()] + [evaluation.failureText].compactMap(\.self)).joined(separator: "\n\n")
  }
}
