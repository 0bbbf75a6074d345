import Addition
import Arguments
import Checkpoints
import Figures
import Foundation
import Interpretability
import Plotting

/// What is attributed, as the command names it.
enum AttributionChoice: String, CaseIterable, ExpressibleByArgument {
  case lens, direct, gradient, integrated, edges, all

  var methods: Set<AttributionStudy.Method> {
    AttributionStudy.Method(rawValue: rawValue).map { [$0] } ?? Set(AttributionStudy.Method.allCases)
  }
}

struct Attribute: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Take a digit's logits apart, by gradients and by patching.",
    discussion: """
      lens reads every point of the residual stream as if it were the last; direct takes the logit difference between the right digit \
      and the one that the flipped carry would give apart into what each component writes. gradient, integrated and edges say from \
      gradients what replacing an activation would do on pairs of problems that differ in one carry, and then replace it: nodes at \
      every position, and every edge from one component to another. Each pair's value is the mean over all digits in which its two \
      answers differ; patch keeps the first of them and later ones apart, and so has other numbers.
      """,
    examples: [
      .init("analyze attribute checkpoints/microadder-57p --count 220", "Everything about some pairs of problems."),
      .init(
        "analyze attribute checkpoints/microadder-57p --method lens --out lens.png",
        "What the residual stream says, point by point."),
      .init(
        "analyze attribute checkpoints/microadder-57p --method edges --count 220 --csv edges.csv",
        "Edge attribution patching beside patching every edge."),
    ])

  @OptionGroup var checkpoint: CheckpointArgument
  @OptionGroup var output: StudyOptions
  @OptionGroup var problems: ProblemOptions<AttributedProblems>
  @Option(help: "What to compute: one method, or all.") var method = AttributionChoice.all
  @OptionGroup var threads: ThreadsOption
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  mutating func run() throws {
    let path = checkpoint.checkpoint
    let checkpoint = try checkpoint.readFinite(toWrite: output.files, reading: problems.files)
    let suite = try problems.read()
    let status = StudyStatus("problems", isQuiet: quiet.quiet)
    let study: AttributionStudy
    do {
      defer { status.clear() }
      study = try AttributionStudy(
        checkpoint.model, on: suite, methods: method.methods, threads: threads.count, progress: status.tell)
    }
    try output.write(
      study.table, of: checkpoint, command: ["attribute", path] + problems.words + ["--method", method.rawValue],
      figure: .attribution(study, of: checkpoint.subject(changes: [])))
    try json.print(StudyResult(study, of: checkpoint), orText: study.text + (quiet.quiet ? "" : output.lastLine))
  }
}

/// What gradients are compared with patching on: every node at every position is run.
enum AttributedProblems: UsualProblems {
  static let (suite, count, most) = (SuiteKind.carry, 550, 1_000_000)
}
