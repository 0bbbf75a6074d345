import Foundation

/// A drawing as SVG. Text stays text: it can be searched, selected and edited, and takes the reader's fonts where ours are missing,
/// at the widths that were measured.
struct SVGWriter {
  private let style: Style
  /// Before every id, so that several documents can stand in one page.
  private let prefix: String
  private var lines: [String] = []
  private var clips = 0

  /// The whole document.
  ///
  /// - Parameters:
  ///   - prefix: for ids; letters, digits and hyphens.
  ///   - isFile: whether it is a file of its own, with an XML declaration.
  static func document(
    _ drawing: Drawing, _ style: Style, title: String, metadata: Metadata, prefix: String = "", isFile: Bool = true
  ) -> String {
    var writer = SVGWriter(style: style, prefix: prefix)
    let (width, height) = (number(drawing.size.width), number(drawing.size.height))
    let size = isFile ? " width=\"\(width)pt\" height=\"\(height)pt\"" : ""
    writer.lines.append(
      """
      \(isFile ? "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" : "")<svg xmlns="http://www.w3.org/2000/svg"\(size) \
      viewBox="0 0 \(width) \(height)" role="img" font-family="\(escaped(style.family)), \(escaped(style.fallbackFamily)), sans-serif">
      """)
    if !title.isEmpty { writer.lines.append("<title>\(escaped(title))</title>") }
    if let description = metadata.description { writer.lines.append("<desc>\(escaped(description))</desc>") }
    if isFile { writer.lines.append(provenance(metadata)) }
    writer.fill(.rectangle(Rect(minX: 0, minY: 0, maxX: drawing.size.width, maxY: drawing.size.height)), style.background)
    for element in drawing.elements { writer.draw(element) }
    writer.lines.append("</svg>\n")
    return writer.lines.joined(separator: "\n")
  }

  private init(style: Style, prefix: String) { (self.style, self.prefix) = (style, prefix) }

  /// What made it, from what: Dublin Core's words.
  private static func provenance(_ metadata: Metadata) -> String {
    var entries = ["<dc:creator>\(escaped(metadata.software))</dc:creator>"]
    if let source = metadata.source { entries.append("<dc:source>\(escaped(source))</dc:source>") }
    entries += metadata.entries.map { "<dc:description>\(escaped("\($0.keyword): \($0.text)"))</dc:description>" }
    return "<metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\(entries.joined())</metadata>"
  }

  private mutating func draw(_ element: Drawing.Element) {
    switch element {
    case .fill(let path, let color): fill(path, color)
    case .stroke(let path, let pen): stroke(path, pen)
    case .text(let block, let place, let anchor, let angle, let color, let halo):
      text(block, place, anchor, angle, color, halo)
    case .clip(let r):
      clips += 1
      let id = "\(prefix)clip\(clips)"
      let (x, y, width, height) = (Self.number(r.minX), Self.number(r.minY), Self.number(r.width), Self.number(r.height))
      lines.append(
        "<clipPath id=\"\(id)\"><rect x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"\(height)\"/></clipPath>"
          + "<g clip-path=\"url(#\(id))\">")
    case .unclip: lines.append("</g>")
    }
  }

  private mutating func fill(_ path: Path, _ color: Color) {
    lines.append("<path d=\"\(Self.data(path))\" \(Self.paint("fill", color))/>")
  }

  private mutating func stroke(_ path: Path, _ pen: Pen) {
    let dashes = pen.pattern.map { Self.number($0) }.joined(separator: " ")
    lines.append(
      "<path d=\"\(Self.data(path))\" fill=\"none\" \(Self.paint("stroke", pen.color)) stroke-width=\"\(Self.number(pen.width))\""
        + " stroke-linejoin=\"round\"\(dashes.isEmpty ? "" : " stroke-dasharray=\"\(dashes)\"")/>")
  }

  private mutating func text(
    _ block: TextBlock, _ place: Point, _ anchor: Anchor, _ angle: Double, _ color: Color, _ halo: Color?
  ) {
    let turn = angle == 0 ? "" : " rotate(\(Self.number(angle * 180 / .pi)))"
    var paint = Self.paint("fill", color)
    if let halo {
      paint +=
        " \(Self.paint("stroke", halo)) stroke-width=\"\(Self.number(Canvas.haloWidth * 2))\" stroke-linejoin=\"round\" paint-order=\"stroke\""
    }
    lines.append("<g transform=\"translate(\(Self.number(place.x)) \(Self.number(place.y)))\(turn)\" \(paint)>")
    for (line, x, y) in block.placedLines(anchor) {
      for run in line.runs where !run.text.allSatisfy(\.isWhitespace) {
        let weight = run.face == .semibold || run.face == .semiboldFallback ? " font-weight=\"600\"" : ""
        lines.append(
          "<text x=\"\(Self.number(x + run.x))\" y=\"\(Self.number(y - run.rise))\" font-size=\"\(Self.number(run.size))\"\(weight)"
            + " textLength=\"\(Self.number(run.width))\" lengthAdjust=\"spacingAndGlyphs\" xml:space=\"preserve\">"
            + "\(Self.escaped(run.text))</text>")
      }
    }
    lines.append("</g>")
  }

  // MARK: Words of SVG

  private static func paint(_ name: String, _ color: Color) -> String {
    func byte(_ component: Double) -> String {
      let text = String(UInt8((min(max(component, 0), 1) * 255).rounded()), radix: 16)
      return text.count == 1 ? "0" + text : text
    }
    let hex = "\(name)=\"#\(byte(color.red))\(byte(color.green))\(byte(color.blue))\""
    return color.opacity >= 1 ? hex : "\(hex) \(name)-opacity=\"\(number(color.opacity))\""
  }

  private static func data(_ path: Path) -> String {
    path.segments.map { segment in
      switch segment {
      case .move(let p): "M\(number(p.x)) \(number(p.y))"
      case .line(let p): "L\(number(p.x)) \(number(p.y))"
      case .close: "Z"
      case .arc(let center, let radius, let start, let end): arc(center, radius, start, end)
      }
    }.joined()
  }

  /// An arc goes no farther than half a turn at once, so that its ends say which way it goes.
  private static func arc(_ center: Point, _ radius: Double, _ start: Double, _ end: Double) -> String {
    func point(_ angle: Double) -> String {
      "\(number(center.x + radius * cos(angle))) \(number(center.y + radius * sin(angle)))"
    }
    let pieces = max(1, Int(((end - start).magnitude / (0.75 * .pi)).rounded(.up)))
    let sweep = end >= start ? 1 : 0
    // As in Cairo, a line leads from the pen to the arc's beginning.
    return "L\(point(start))"
      + (1...pieces).map { piece in
        let angle = start + (end - start) * Double(piece) / Double(pieces)
        return "A\(number(radius)) \(number(radius)) 0 0 \(sweep) \(point(angle))"
      }.joined()
  }

  /// Two decimals are finer than any screen; no zeros at the end.
  private static func number(_ x: Double) -> String {
    let hundredths = (x * 100).rounded()
    guard hundredths.magnitude < 1e15 else { return "0" }
    let whole = Int(hundredths)
    let (units, rest) = (whole.magnitude / 100, whole.magnitude % 100)
    let sign = whole < 0 ? "-" : ""
    if rest == 0 { return "\(sign)\(units)" }
    let decimals = rest % 10 == 0 ? "\(rest / 10)" : rest < 10 ? "0\(rest)" : "\(rest)"
    return "\(sign)\(units).\(decimals)"
  }

  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      // XML has no other control characters.
      case _ where scalar.value < 32 && scalar != "\n" && scalar != "\t": escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
