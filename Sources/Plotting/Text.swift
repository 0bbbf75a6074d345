/// How a piece of text is set.
public struct TextStyle: Hashable, Sendable {
  /// The two weights in use.
  public enum Weight: Hashable, Sendable {
    /// For nearly everything.
    case regular
    /// For titles and panel letters.
    case semibold
  }

  /// Size in points.
  public var size: Double
  /// Stroke weight.
  public var weight: Weight

  /// A size in points and a weight.
  public init(size: Double, weight: Weight = .regular) {
    self.size = size
    self.weight = weight
  }
}

/// The point of a text that is put on a place.
public struct Anchor: Hashable, Sendable {
  /// Along the reading direction.
  public enum Horizontal: Hashable, Sendable {
    /// The left edge, the middle or the right edge.
    case left, center, right
  }
  /// Across the lines.
  public enum Vertical: Hashable, Sendable {
    /// The top of the first line, the visual middle, the last line's baseline, or the bottom of the last line.
    case top, middle, baseline, bottom
  }

  /// Along the reading direction; also how the lines of one text are aligned with each other.
  public var horizontal: Horizontal
  /// Across the lines.
  public var vertical: Vertical

  /// An anchor by its two parts.
  public init(_ horizontal: Horizontal, _ vertical: Vertical) {
    self.horizontal = horizontal
    self.vertical = vertical
  }
}

/// Text broken into lines and measured, ready to be drawn.
public struct TextBlock: Hashable, Sendable {
  struct Glyph: Hashable, Sendable {
    var index: UInt
    var x: Double
    var rise: Double
  }
  struct Run: Hashable, Sendable {
    var text: String
    var face: Face
    var size: Double
    /// Its left end and its width within the line, and how far it is raised.
    var x, width, rise: Double
    var glyphs: [Glyph]
  }
  struct Line: Hashable, Sendable {
    var runs: [Run]
    var width: Double
  }

  let string: String
  let lines: [Line]
  /// From baseline to baseline.
  let leading: Double
  /// From the top to the first baseline.
  let ascent: Double
  let descent: Double
  let capHeight: Double
  /// The width of the longest line, in points.
  public let width: Double
  /// From the top of the first line to the bottom of the last, in points.
  public var height: Double { lines.isEmpty ? 0 : ascent + descent + Double(lines.count - 1) * leading }
}

/// Text pieces at different heights: `10^{−3}` raises, `x_{0}` lowers; nothing else is special.
struct Markup {
  enum Level { case normal, raised, lowered }
  var pieces: [(text: String, level: Level)] = []

  init(_ source: String) {
    var rest = source[...]
    var plain = ""
    func flush(_ pieces: inout [(text: String, level: Level)], _ plain: inout String) {
      if !plain.isEmpty { pieces.append((plain, .normal)) }
      plain = ""
    }
    while let first = rest.first {
      if first == "^" || first == "_", rest.dropFirst().first == "{", let end = rest.firstIndex(of: "}") {
        flush(&pieces, &plain)
        pieces.append((String(rest[rest.index(rest.startIndex, offsetBy: 2)..<end]), first == "^" ? .raised : .lowered))
        rest = rest[rest.index(after: end)...]
      } else {
        plain.append(first)
        rest = rest.dropFirst()
      }
    }
    flush(&pieces, &plain)
  }
}
