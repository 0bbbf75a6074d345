import Addition
import Arguments
import Foundation
import Interpretability
import Traces

struct TraceDiff: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Show how far two traces of the same problems differ.",
    discussion: """
      For each hook that both have: the largest and the mean absolute difference, over all positions and position by \
      position. Values that only one of the traces has finite are counted apart.
      """,
    examples: [
      .init("analyze trace diff trace.h5 other.h5", "A line a hook."),
      .init("analyze trace diff trace.h5 other.h5 --by-position", "A line a hook and position."),
    ])

  @Argument(help: "The first trace.") var first: String
  @Argument(help: "The second trace.") var second: String
  @Flag(help: "Show every position.") var byPosition = false
  @OptionGroup var json: JSONOption

  mutating func run() throws {
    let difference = try TraceDifference(TraceReader.open(first), TraceReader.open(second))
    try json.print(difference, orText: text(difference))
  }

  private func text(_ difference: TraceDifference) -> String {
    var table = TextTable(
      byPosition ? [.left, .left, .right, .right] : [.left, .right, .right],
      titles: (byPosition ? ["hook", "position"] : ["hook"]) + ["largest", "mean"])
    for hook in difference.hooks {
      for entry in byPosition ? hook.positions : [hook.all] {
        let largest = entry.largest.map(Self.number) ?? "\(grouped(entry.unmatched)) finite in one only"
        table.add([hook.hook] + (byPosition ? [entry.position ?? ""] : []) + [largest, Self.number(entry.mean)])
      }
    }
    var lines = ["absolute differences over \(grouped(difference.problems)) problems", table.text()]
    for (file, hooks) in [(first, difference.onlyInFirst), (second, difference.onlyInSecond)] where !hooks.isEmpty {
      lines.append("only in \(file): \(hooks.joined(separator: ", "))")
    }
    return lines.joined(separator: "\n")
  }

  private static func number(_ value: Double) -> String { String(format: "%.4g", value) }
}
