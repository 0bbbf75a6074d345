import Addition
import Checkpoints
import Foundation
import Interpretability

/// The page around models at work: markup, styles and scripts from `Page/`, filled in.
struct LiveFrame {
  let title: String
  /// HTML.
  let lead, sections, footer: String
  let benches: [Bench]

  /// One model at work.
  struct Bench {
    let heading: String
    let model: Contents

    init(_ checkpoint: Checkpoint, heading: String, tokens: TokenGeometry, example: Problem) {
      self.heading = heading
      model = Contents(model: LiveModel(checkpoint.model), plane: TokenPlane(tokens), example: [example.a, example.b])
    }
  }

  /// The whole page.
  ///
  /// - Throws: what `JSONEncoder` throws.
  func html() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let models = try encoder.encode(benches.map(\.model))
    let scripts = [
      PackageResources.engine_js, PackageResources.elements_js, PackageResources.edits_js, PackageResources.sum_js,
      PackageResources.plane_js, PackageResources.bars_js, PackageResources.nodes_js, PackageResources.tables_js,
      PackageResources.bench_js, PackageResources.main_js,
    ]
    let live = benches.map { bench in
      Self.filled(
        Self.text(PackageResources.bench_html),
        ["heading": MarkdownHTML.escaped(bench.heading), "label": MarkdownHTML.escaped("\(bench.heading), at work")])
    }
    return Self.filled(
      Self.text(PackageResources.page_html),
      [
        "title": MarkdownHTML.escaped(title), "generator": "CarryScope \(Version.current)",
        "style": Self.text(PackageResources.page_css), "lead": lead, "sections": sections, "footer": footer,
        "live": live.count == 1 ? live[0] : "<div class=\"pair\">\n\(live.joined(separator: "\n"))\n</div>",
        // In a script, no text may end it.
        "models": String(decoding: models, as: UTF8.self).replacing("</", with: "<\\/"),
        "script": scripts.map(Self.text).joined(separator: "\n"),
      ])
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
  struct Contents: Encodable {
    let model: LiveModel
    let plane: TokenPlane
    let example: [UInt64]

    private enum Key: CodingKey { case plane, example }

    func encode(to encoder: any Encoder) throws {
      try model.encode(to: encoder)
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(plane, forKey: .plane)
      try container.encode(example, forKey: .example)
    }
  }
}
