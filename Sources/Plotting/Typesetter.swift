import CCairo

/// A typeface in use.
enum Face: Hashable, Sendable { case regular, semibold, fallback, semiboldFallback }

/// Measures and breaks text. One per figure being drawn: it owns cairo's fonts, which is why it is a class.
///
/// Metrics are unhinted, so text measures the same at every resolution and in every output format.
public final class Typesetter {
  fileprivate let faces: [Face: OpaquePointer]
  fileprivate let options: OpaquePointer?
  private var fonts: [FontKey: OpaquePointer] = [:]

  private struct FontKey: Hashable {
    var face: Face
    var size: Double
  }

  /// The fonts of a style.
  public init(_ style: Style) {
    func face(_ family: String, _ weight: cairo_font_weight_t) -> OpaquePointer {
      cairo_toy_font_face_create(family, CAIRO_FONT_SLANT_NORMAL, weight)
    }
    faces = [
      .regular: face(style.family, CAIRO_FONT_WEIGHT_NORMAL),
      .semibold: face(style.semiboldFamily, CAIRO_FONT_WEIGHT_BOLD),
      .fallback: face(style.fallbackFamily, CAIRO_FONT_WEIGHT_NORMAL),
      .semiboldFallback: face(style.fallbackFamily, CAIRO_FONT_WEIGHT_BOLD),
    ]
    options = cairo_font_options_create()
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
  }

  deinit {
    for font in fonts.values { cairo_scaled_font_destroy(font) }
    for face in faces.values { cairo_font_face_destroy(face) }
    cairo_font_options_destroy(options)
  }

  /// Sets a text in one style. Lines break at newlines and, if `width` (points) is given, at spaces or, in words that are too
  /// long, after punctuation or wherever they must. `^{...}` raises and `_{...}` lowers.
  public func set(_ string: String, _ style: TextStyle, width: Double? = nil) -> TextBlock {
    var lines: [TextBlock.Line] = []
    for paragraph in string.split(separator: "\n", omittingEmptySubsequences: false) {
      let whole = line(String(paragraph), style)
      guard let width, whole.width > width else {
        lines.append(whole)
        continue
      }
      lines += wrapped(String(paragraph), style, width)
    }
    let size = style.size
    return TextBlock(
      string: string, lines: string.isEmpty ? [] : lines, leading: size * 1.32, ascent: size * 0.96, descent: size * 0.25,
      capHeight: size * 0.73, width: lines.map(\.width).max() ?? 0)
  }

  func scaledFont(_ face: Face, size: Double) -> OpaquePointer? {
    let key = FontKey(face: face, size: size)
    if let font = fonts[key] { return font }
    var matrix = cairo_matrix_t()
    var identity = cairo_matrix_t()
    cairo_matrix_init_scale(&matrix, size, size)
    cairo_matrix_init_identity(&identity)
    guard let font = cairo_scaled_font_create(faces[face], &matrix, &identity, options) else { return nil }
    fonts[key] = font
    return font
  }

  private func wrapped(_ paragraph: String, _ style: TextStyle, _ width: Double) -> [TextBlock.Line] {
    var lines: [TextBlock.Line] = []
    var current = ""
    func fits(_ text: String) -> Bool { line(text, style).width <= width }
    for word in paragraph.split(separator: " ").map(String.init) {
      let joined = current.isEmpty ? word : current + " " + word
      if fits(joined) {
        current = joined
        continue
      }
      // A very long name begins on the line it comes to, not on one of its own.
      let (head, rest) = current.isEmpty ? (nil, word) : split(word, after: current, style, width)
      if let head { current += " " + head }
      if !current.isEmpty { lines.append(line(current, style)) }
      current = rest
      while !fits(current), current.count > 1 {
        var head = current.count - 1
        while head > 1, !fits(String(current.prefix(head))) { head -= 1 }
        let prefix = current.prefix(head)
        if let stop = prefix.lastIndex(where: { "/._-:,".contains($0) }),
          prefix.distance(from: prefix.startIndex, to: stop) > head / 3
        {
          head = prefix.distance(from: prefix.startIndex, to: stop) + 1
        }
        lines.append(line(String(current.prefix(head)), style))
        current = String(current.dropFirst(head))
      }
    }
    if !current.isEmpty { lines.append(line(current, style)) }
    return lines
  }

  /// Splits a word after a hyphen, an underscore or a slash, as late as fits on a line that has begun; not at all if the word is
  /// shorter than half a line.
  private func split(
    _ word: String, after current: String, _ style: TextStyle, _ width: Double
  ) -> (head: String?, rest: String) {
    guard line(word, style).width > width / 2 else { return (nil, word) }
    let ends = word.indices.filter { "-_/".contains(word[$0]) }.map { word.index(after: $0) }
    let end = ends.last { $0 < word.endIndex && line(current + " " + word[..<$0], style).width <= width }
    return end.map { (String(word[..<$0]), String(word[$0...])) } ?? (nil, word)
  }

  private func line(_ string: String, _ style: TextStyle) -> TextBlock.Line {
    var runs: [TextBlock.Run] = []
    var x = 0.0
    let (face, fallback): (Face, Face) = style.weight == .regular ? (.regular, .fallback) : (.semibold, .semiboldFallback)
    for piece in Markup(string).pieces {
      let size = piece.level == .normal ? style.size : style.size * 0.72
      let rise = piece.level == .raised ? style.size * 0.36 : piece.level == .lowered ? -style.size * 0.16 : 0
      func append(_ text: String, _ face: Face) -> Bool {
        guard let (glyphs, advance) = shape(text, face, size) else { return false }
        if face != fallback && glyphs.contains(where: { $0.index == 0 }) { return false }
        runs.append(
          .init(
            text: text, face: face, size: size, x: x, width: advance, rise: rise,
            glyphs: glyphs.map { .init(index: $0.index, x: x + $0.x, rise: rise) }))
        x += advance
        return true
      }
      if append(piece.text, face) { continue }
      for character in piece.text where !append(String(character), face) { _ = append(String(character), fallback) }
    }
    return .init(runs: runs, width: x)
  }

  private func shape(_ text: String, _ face: Face, _ size: Double) -> (glyphs: [(index: UInt, x: Double)], advance: Double)? {
    guard let font = scaledFont(face, size: size) else { return nil }
    var glyphs: UnsafeMutablePointer<cairo_glyph_t>?
    var count: Int32 = 0
    let status = cairo_scaled_font_text_to_glyphs(font, 0, 0, text, -1, &glyphs, &count, nil, nil, nil)
    guard status == CAIRO_STATUS_SUCCESS, let glyphs else { return nil }
    defer { cairo_glyph_free(glyphs) }
    var extents = cairo_text_extents_t()
    cairo_scaled_font_glyph_extents(font, glyphs, count, &extents)
    return ((0..<Int(count)).map { (UInt(glyphs[$0].index), glyphs[$0].x) }, extents.x_advance)
  }
}

extension Typesetter {
  /// Makes a cairo context draw with a face that was measured.
  func select(_ face: Face, size: Double, in context: OpaquePointer) {
    cairo_set_font_face(context, faces[face])
    cairo_set_font_size(context, size)
    cairo_set_font_options(context, options)
  }
}
