import Addition
import Checkpoints

/// A report as one page of HTML in which the model itself runs: no network, no framework; the scripts are `Page/*.js`.
struct LivePage {
  /// The page's file name beside `report.md`.
  static let name = "report.html"

  let checkpoint: Checkpoint
  let analyses: Analyses
  let options: ReportOptions
  let sections: [ReportSection]

  /// The whole page.
  ///
  /// - Throws: `FigureError`; what `JSONEncoder` throws.
  func html() throws -> String {
    let bench = LiveFrame.Bench(
      checkpoint, heading: "The model at work", tokens: analyses.tokens, example: options.example)
    let parts = try sections.map { try section($0) } + [facts]
    return try LiveFrame(
      title: checkpoint.name, lead: lead, sections: parts.joined(separator: "\n"), footer: footer, benches: [bench]
    ).html()
  }

  private var lead: String {
    let count = checkpoint.model.parameterCount
    return """
      A transformer with \(grouped(count)) learned numbers that adds two numbers of up to ten digits. Of AdderBoard's sums it has \
      \(analyses.adderBoard.accuracy) right.
      """
  }

  private var footer: String {
    let command = options.command.map { " Made by <code>\(MarkdownHTML.escaped($0))</code>." } ?? ""
    return """
      CarryScope \(Version.current).\(command) Weights' SHA-256 <code>\(checkpoint.weightsSHA256.hex)</code>. Attention and ablations: \
      \(MarkdownHTML.escaped(analyses.ablation.source.description)). The page needs no network and sends nothing.
      """
  }

  private func section(_ section: ReportSection) throws -> String {
    let name = section.figure.map { String($0.name.prefix { $0 != "." }) } ?? "table"
    let figure = try section.figure.map { try LiveFigure.html($0.figure, id: name) } ?? ""
    return "<section>\n<h2>\(MarkdownHTML.escaped(section.heading))</h2>\n\(figure)"
      + MarkdownHTML.html(section.text, tableName: name) + "\n</section>"
  }

  private var facts: String {
    var table = MarkdownTable([("", .left), ("", .left)])
    for line in checkpoint.summary.summary { table.add([line.topic, line.text]) }
    for note in checkpoint.summary.notes.sorted(by: { $0.key < $1.key }) { table.add([note.key, note.value]) }
    return "<section>\n<h2>What it is</h2>\n\(MarkdownHTML.html(table.text, tableName: "facts"))\n</section>"
  }
}
