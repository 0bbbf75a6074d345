import Addition
import Arguments
import Foundation
import Interpretability
import Traces

struct TraceShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show what a trace is of, and each hook's statistics.",
    discussion: "Statistics are of all problems and places; what attention's mask hides is left out.",
    examples: [
      .init("analyze trace show trace.h5", "As tables."),
      .init("analyze trace show trace.h5 --json", "The same for a program."),
    ])

  @Argument(help: "The trace.") var file: String
  @OptionGroup var json: JSONOption

  mutating func run() throws {
    let reader = try TraceReader.open(file)
    let summary = TraceSummary(
      file: file, problems: reader.problemCount, precision: reader.precision, provenance: reader.provenance,
      statistics: try TraceStatistics(reader))
    try json.print(summary, orText: summary.text)
  }
}

/// What `trace show` prints.
private struct TraceSummary: Encodable {
  let file: String
  let problems: Int
  let precision: TracePrecision
  let provenance: TraceProvenance
  let statistics: TraceStatistics

  var text: String {
    var facts = TextTable([.left, .left])
    facts.add(["trace", file])
    facts.add(["model", provenance.model ?? "unnamed"])
    if let recipe = provenance.recipe { facts.add(["recipe", recipe + (provenance.step.map { ", step \($0)" } ?? "")]) }
    facts.add(["weights SHA-256", provenance.weightsSHA256])
    facts.add(["problems", grouped(problems) + (provenance.problemSource.map { ": \(Self.oneLine($0))" } ?? "")])
    if let pass = provenance.pass { facts.add(["pass", pass]) }
    if let interventions = provenance.interventions { facts.add(["interventions", interventions]) }
    facts.add(["numbers", precision.rawValue])
    facts.add(["written by", "CarryScope \(provenance.version): \(Self.oneLine(provenance.commandLine))"])
    var parts = [facts.text(), "Activations\n" + Self.table(statistics.activations)]
    if !statistics.gradients.isEmpty { parts.append("Gradients\n" + Self.table(statistics.gradients)) }
    return parts.joined(separator: "\n\n")
  }

  private static func table(_ hooks: [TraceStatistics.Hook]) -> String {
    var table = TextTable(
      [.left, .right, .right, .right, .right, .right], titles: ["hook", "values", "mean", "deviation", "least", "greatest"])
    for hook in hooks {
      let numbers = [hook.mean, hook.deviation, hook.least, hook.greatest].map { $0.map { String(format: "%.5g", $0) } ?? "" }
      table.add([hook.hook, grouped(hook.count)] + numbers)
    }
    return table.text(indent: 2)
  }

  private static func oneLine(_ text: String) -> String { text.split(separator: "\n").joined(separator: "; ") }
}
