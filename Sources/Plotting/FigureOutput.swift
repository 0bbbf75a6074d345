import Files
import Foundation

extension Figure {
  /// The formats a figure is written in, by extension.
  public enum Format: String, CaseIterable, Sendable {
    /// Pixels, with resolution and provenance.
    case png
    /// Vectors for the web.
    case svg
    /// Vectors for print.
    case pdf

    /// The format of a path by its extension.
    ///
    /// - Throws: `FigureError.unknownExtension`.
    public init(path: String) throws(FigureError) {
      let file = path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path[...]
      guard let dot = file.lastIndex(of: "."), let format = Format(rawValue: file[file.index(after: dot)...].lowercased())
      else { throw .unknownExtension(path: path) }
      self = format
    }
  }

  /// Writes the figure as PNG, SVG or PDF by the path's extension: whole or not at all, and always the same bytes.
  ///
  /// - Throws: every `FigureError`; nothing is left behind then.
  public func write(to path: String, metadata: Metadata = Metadata(), dotsPerInch: Double = 300) throws(FigureError) {
    let format = try Format(path: path)
    let bytes: [UInt8] =
      switch format {
      case .png: try pngData(metadata: metadata, dotsPerInch: dotsPerInch)
      case .svg: try svgData(metadata: metadata)
      case .pdf: try pdfData(metadata: metadata)
      }
    do throws(FileError) { try AtomicFile.write(bytes, to: path) } catch {
      throw .unwritable(path: error.path, reason: error.problem + "; " + error.remedy)
    }
  }

  /// The figure as a PNG file with `pHYs`, `sRGB` and text chunks: Title, Description (the caption), Software, Source, and more.
  ///
  /// - Throws: `FigureError`, but for `.unknownExtension` and `.unwritable`.
  public func pngData(metadata: Metadata = Metadata(), dotsPerInch: Double = 300) throws(FigureError) -> [UInt8] {
    let typesetter = Typesetter(style)
    let drawing = try drawing(with: typesetter)
    let scale = dotsPerInch / 72
    let (width, height) = ((drawing.size.width * scale).rounded(), (drawing.size.height * scale).rounded())
    // Cairo's rasteriser counts pixels in 15 bits; the limit on their product is one on memory.
    guard 1...32767 ~= width, 1...32767 ~= height, width * height <= 4e8 else {
      throw .impossibleSize(width: self.width, height: self.height)
    }
    let canvas = try Canvas.raster(width: Int(width), height: Int(height), scale: scale)
    try canvas.draw(drawing, background: style.background, typesetter: typesetter)
    var texts: [(keyword: String, text: String)] = []
    if let title { texts.append(("Title", Markup(title).plain)) }
    if let description = metadata.description ?? caption { texts.append(("Description", Markup(description).plain)) }
    texts.append(("Software", metadata.software))
    if let source = metadata.source { texts.append(("Source", source)) }
    texts += metadata.entries
    return try encodePNG(
      rgb: canvas.rgb(), width: Int(width), height: Int(height), dotsPerInch: dotsPerInch, texts: texts)
  }

  /// The figure as an SVG file: text as text, with title, description (the caption) and provenance.
  ///
  /// - Throws: `FigureError`, but for `.unknownExtension` and `.unwritable`.
  public func svgData(metadata: Metadata = Metadata()) throws(FigureError) -> [UInt8] {
    Array(try svg(metadata).utf8)
  }

  /// The figure as an element of a page of HTML.
  ///
  /// - Parameter id: begins all ids in it: letters, digits and hyphens.
  /// - Throws: `FigureError`, but for `.unknownExtension` and `.unwritable`.
  public func svgElement(id: String, metadata: Metadata = Metadata()) throws(FigureError) -> String {
    try svg(metadata, prefix: id + "-", isFile: false)
  }

  private func svg(_ metadata: Metadata, prefix: String = "", isFile: Bool = true) throws(FigureError) -> String {
    let typesetter = Typesetter(style)
    let drawing = try drawing(with: typesetter)
    var metadata = metadata
    metadata.description = (metadata.description ?? caption).map { Markup($0).plain }
    return SVGWriter.document(
      drawing, style, title: Markup(title ?? "").plain, metadata: metadata, prefix: prefix, isFile: isFile)
  }

  /// The figure as a PDF file.
  ///
  /// - Throws: `FigureError`, but for `.unknownExtension` and `.unwritable`.
  public func pdfData(metadata: Metadata = Metadata()) throws(FigureError) -> [UInt8] {
    let typesetter = Typesetter(style)
    let drawing = try drawing(with: typesetter)
    var metadata = metadata
    metadata.description = Markup(metadata.description ?? caption ?? "").plain
    let canvas = try Canvas.pdf(drawing.size, metadata: metadata, title: Markup(title ?? "").plain)
    try canvas.draw(drawing, background: style.background, typesetter: typesetter)
    return try canvas.finish()
  }
}

extension Markup {
  /// The text without its levels.
  var plain: String { pieces.map(\.text).joined() }
}
