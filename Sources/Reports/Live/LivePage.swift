import Addition
import Checkpoints
import Foundation
import Interpretability
import Plotting

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
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let model = try encoder.encode(
      Contents(
        model: LiveModel(checkpoint.model), plane: Plane(analyses.tokens), example: [options.example.a, options.example.b]))
    let scripts = [
      PackageResources.engine_js, PackageResources.elements_js, PackageResources.edits_js, PackageResources.sum_js,
      PackageResources.plane_js, PackageResources.bars_js, PackageResources.nodes_js, PackageResources.tables_js,
      PackageResources.main_js,
    ]
    let parts = try sections.map { try section($0) } + [facts]
    return Self.filled(
      Self.text(PackageResources.page_html),
      [
        "title": MarkdownHTML.escaped(checkpoint.name), "generator": "CarryScope \(Version.current)",
        "style": Self.text(PackageResources.page_css), "lead": lead, "sections": parts.joined(separator: "\n"),
        "footer": footer, "model": String(decoding: model, as: UTF8.self),
        "script": scripts.map(Self.text).joined(separator: "\n"),
      ])
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
    var html = "<section>\n<h2>\(MarkdownHTML.escaped(section.heading))</h2>\n"
    var name = "table"
    if let (file, whole) = section.figure {
      name = String(file.prefix { $0 != "." })
      var figure = whole
      figure.caption = nil
      let caption = MarkdownHTML.escaped(Self.plain(whole.caption ?? ""))
      html +=
        "<figure><div class=\"plot\">\(try figure.fitted().svgElement(id: name))</div><figcaption>\(caption)</figcaption></figure>\n"
    }
    return html + MarkdownHTML.html(section.text, tableName: name) + "\n</section>"
  }

  private var facts: String {
    var table = MarkdownTable([("", .left), ("", .left)])
    for line in checkpoint.summary.summary { table.add([line.topic, line.text]) }
    for note in checkpoint.summary.notes.sorted(by: { $0.key < $1.key }) { table.add([note.key, note.value]) }
    return "<section>\n<h2>What it is</h2>\n\(MarkdownHTML.html(table.text, tableName: "facts"))\n</section>"
  }

  /// Raised and lowered text of figures as HTML's reader sees it.
  private static func plain(_ caption: String) -> String {
    caption.replacing("^{2}", with: "²").replacing(/[_^]\{([^}]*)\}/) { String($0.1) }
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  /// A template with each `{{name}}` replaced once: what is put in is not looked through again.
  private static func filled(_ template: String, _ values: [String: String]) -> String {
    var html = ""
    var rest = template[...]
    while let start = rest.firstRange(of: "{{"), let end = rest[start.upperBound...].firstRange(of: "}}") {
      html += rest[..<start.lowerBound] + (values[String(rest[start.upperBound..<end.lowerBound])] ?? "")
      rest = rest[end.upperBound...]
    }
    return html + rest
  }

  /// What the scripts read: the model, the plane in which its stream is drawn, and the sum to begin with.
  private struct Contents: Encodable {
    let model: LiveModel
    let plane: Plane
    let example: [UInt64]

    private enum Key: CodingKey { case plane, example }

    func encode(to encoder: any Encoder) throws {
      try model.encode(to: encoder)
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(plane, forKey: .plane)
      try container.encode(example, forKey: .example)
    }
  }

  /// Two directions of the token dims, and what is taken off first.
  private struct Plane: Encodable {
    let name: String
    let origin: [Double]
    let axes: [[Double]]

    init(_ tokens: TokenGeometry) {
      let width = tokens.vectors.first?.count ?? 0
      guard width != 2 else {
        name = "in its two token dims"
        origin = [0, 0]
        axes = [[1, 0], [0, 1]]
        return
      }
      let components = tokens.principalComponents
      name = width == 1 ? "in its one token dim" : "in the first two principal components of the digits' vectors"
      origin = components.mean
      axes = Array((components.axes + [[Double]](repeating: [Double](repeating: 0, count: width), count: 2)).prefix(2))
    }
  }
}
