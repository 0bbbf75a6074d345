import Addition
import Arguments
import Checkpoints
import Files
import Foundation
import Interpretability

/// What gauges are sought on.
enum GaugedProblems: UsualProblems {
  static let (suite, count, most) = (SuiteKind.carry, 110, 10_000)
}

struct Gauge: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Find which of a model's numbers could go.",
    discussion: """
      The answers' logits are differentiated by every learned number, teacher-forced and in float64. Directions that the singular \
      values show to change no logit (exact), or only to multiply those of each position (scale), are free: a number can be fixed \
      for each. A direction bears a name where the tangent of a known freedom lies in it to the tolerance. Near ties are rows, \
      columns and matrices that are closer to parallel than chance explains. Last, what each number is worth: loss and answers \
      when it is zero or rounded to one digit. --csv and --json have everything.
      """,
    examples: [
      .init("analyze gauge checkpoints/microadder-57p", "What 57 numbers could do without."),
      .init("analyze gauge checkpoints/microadder-57p --count 330 --csv gauge.csv", "On more problems, as a table."),
    ])

  @OptionGroup var checkpoint: CheckpointArgument
  @OptionGroup var problems: ProblemOptions<GaugedProblems>
  @Option(help: "The part of the greatest singular value below which one counts as zero. (default: 1e-08)")
  var tolerance: Double?
  @Option(
    help: ArgumentHelp("The whole table as comma-separated values. (default: none)", valueName: "FILE", completion: .files))
  var csv: String?
  @OptionGroup var threads: ThreadsOption
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  func validate() throws {
    if let tolerance, !(tolerance > 0 && tolerance < 1) {
      throw ValidationError("--tolerance must be between 0 and 1 and is \(tolerance)")
    }
  }

  mutating func run() throws {
    let checkpoint = try checkpoint.readFinite(toWrite: csv.map { [$0] } ?? [], reading: problems.files)
    let suite = try problems.read()
    let status = StudyStatus("problems", isQuiet: quiet.quiet)
    defer { status.clear() }
    let study = try GaugeStudy(
      checkpoint.model, on: suite, tolerance: tolerance ?? 1e-8, seed: suite.seed ?? 1, threads: threads.count,
      progress: status.tell)
    status.clear()
    if let csv {
      let table = study.table.led(by: [
        (column: "model", text: checkpoint.name), (column: "weights", text: checkpoint.weightsSHA256.hex),
      ])
      try AtomicFile.write(table.csv, to: csv)
    }
    try json.print(
      StudyResult(study, of: checkpoint),
      orText: study.text + (csv.map { quiet.quiet ? "" : "\n\nTable: \($0)" } ?? ""))
  }
}
