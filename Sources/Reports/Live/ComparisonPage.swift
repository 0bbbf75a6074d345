import Addition
import Checkpoints
import Figures
import Interpretability
import Plotting
import Transformer

/// Two models side by side in one page of HTML, asked the same sums: each runs in the page, and what is changed in one leaves the other
/// as it is. Below stands what a comparison has counted.
public struct ComparisonPage: Sendable {
  /// The page, in UTF-8.
  public let bytes: [UInt8]

  /// Makes the page.
  ///
  /// - Parameters:
  ///   - comparison: of the two, in this order.
  ///   - example: the sum that is shown first.
  ///   - command: as the page names what made it.
  /// - Throws: `AnalysisError` for a diverged model; `FigureError`.
  public init(
    _ checkpoints: (Checkpoint, Checkpoint), _ comparison: ModelComparison, example: Problem = ReportOptions.example,
    command: String? = nil
  ) throws {
    let both = [checkpoints.0, checkpoints.1]
    let names = comparison.sides.map(\.name)
    let benches = try zip(both, names).map { checkpoint, name in
      LiveFrame.Bench(checkpoint, heading: name, tokens: try TokenGeometry(checkpoint.model), example: example)
    }
    var table = MarkdownTable([("", .left)] + names.map { ($0, .right) })
    table.add(["parameters"] + comparison.sides.map { grouped($0.parameters) })
    table.add(["whole answers right"] + comparison.sides.map { "\($0.chains.overall)" })
    for role in KeyRole.allCases {
      table.add(
        ["attention on " + role.rawValue]
          + comparison.sides.map { side in
            side.heads.map { head in Self.percent(head.roles.first { $0.role == role }?.share ?? 0) }.joined(separator: ", ")
          })
    }
    table.add(["carries"] + comparison.sides.map { $0.route.verdict.rawValue })
    let digests = both.map { "<code>\($0.weightsSHA256.hex)</code>" }.joined(separator: " and ")
    let made = command.map { " Made by <code>\(MarkdownHTML.escaped($0))</code>." } ?? ""
    let sections = """
      <section>
      <h2>Counted</h2>
      \(try LiveFigure.html(.comparison(comparison), id: "comparison"))\(MarkdownHTML.html(table.text, tableName: "comparison"))
      </section>
      """
    let frame = LiveFrame(
      title: names.joined(separator: " and "),
      lead: "Two transformers that add, asked the same sums. What is changed in one leaves the other as it is.",
      sections: sections,
      footer: "CarryScope \(Version.current).\(made) Weights' SHA-256 \(digests). The page needs no network and sends nothing.",
      benches: benches)
    bytes = Array(try frame.html().utf8)
  }

  private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded()))%" }
}
