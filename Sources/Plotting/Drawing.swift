import Foundation

/// Everything on a page, in order, as values: what the layout makes and the canvases draw.
public struct Drawing: Hashable, Sendable {
  enum Element: Hashable, Sendable {
    case fill(Path, Color)
    case stroke(Path, Pen)
    case text(TextBlock, at: Point, anchor: Anchor, angle: Double, Color, halo: Color?)
    case clip(Rect)
    case unclip
  }

  /// What a text is for; the layout is tested by these.
  public enum Role: Hashable, Sendable {
    /// The parts of a figure that are text.
    case title, subtitle, caption, letter, panelTitle, panelSubtitle, axisLabel, xTick, yTick, group, legend, colorbar, annotation
  }

  /// Where a text has come to lie.
  public struct PlacedText: Hashable, Sendable {
    /// The text.
    public let string: String
    /// What it is for.
    public let role: Role
    /// The axis-parallel box around it, ascenders and descenders included.
    public let box: Rect
    /// The corners of its ink (from the top of the first line's capitals to the last baseline), turned with it: top left, top
    /// right, bottom right, bottom left.
    public let corners: [Point]
  }

  /// The page in points.
  public let size: Size
  /// All texts, for tests and tools.
  public private(set) var texts: [PlacedText] = []
  /// The axes' boxes in the order of the panels.
  public internal(set) var plotBoxes: [Rect] = []
  private(set) var elements: [Element] = []

  /// An empty page.
  public init(size: Size) { self.size = size }

  /// Fills a shape.
  public mutating func fill(_ path: Path, _ color: Color) { elements.append(.fill(path, color)) }

  /// Draws along a path.
  public mutating func stroke(_ path: Path, _ pen: Pen) { elements.append(.stroke(path, pen)) }

  /// Puts a text with its anchor on a place, turned clockwise by `angle` radians around it.
  ///
  /// - Parameter halo: surrounds every letter, so that lines below do not run into it; none if nil.
  public mutating func text(
    _ block: TextBlock, at place: Point, _ anchor: Anchor, angle: Double = 0, color: Color, halo: Color? = nil,
    role: Role = .annotation
  ) {
    guard !block.lines.isEmpty else { return }
    elements.append(.text(block, at: place, anchor: anchor, angle: angle, color, halo: halo))
    let box = block.box(at: place, anchor, angle: angle)
    texts.append(
      .init(string: block.string, role: role, box: box, corners: block.corners(at: place, anchor, angle: angle, inkOnly: true)))
  }

  /// Draws with everything outside a rectangle cut off.
  public mutating func clipped(to rect: Rect, _ body: (inout Drawing) -> Void) {
    elements.append(.clip(rect))
    body(&self)
    elements.append(.unclip)
  }
}

/// How a line is drawn.
public struct Pen: Hashable, Sendable {
  /// The pattern of a line.
  public enum Dash: Hashable, Sendable, CaseIterable {
    /// Without gaps, with long gaps, with short ones, or with both.
    case solid, dashed, dotted, dashDotted
  }

  /// The color of the line.
  public var color: Color
  /// Its width in points.
  public var width: Double
  /// Its pattern.
  public var dash: Dash

  /// A pen.
  public init(_ color: Color, width: Double, dash: Dash = .solid) {
    self.color = color
    self.width = width
    self.dash = dash
  }

  /// Lengths on and off in points.
  var pattern: [Double] {
    switch dash {
    case .solid: []
    case .dashed: [max(4 * width, 2.4), max(2.4 * width, 1.6)]
    case .dotted: [max(1.1 * width, 0.7), max(1.7 * width, 1.3)]
    case .dashDotted: [max(5 * width, 3), max(2 * width, 1.3), max(width, 0.7), max(2 * width, 1.3)]
    }
  }
}

extension TextBlock {
  /// From the anchor's place to the top left corner, before turning.
  func origin(_ anchor: Anchor) -> Point {
    let x =
      switch anchor.horizontal {
      case .left: 0.0
      case .center: -width / 2
      case .right: -width
      }
    let y =
      switch anchor.vertical {
      case .top: 0.0
      // The middle between the first line's capitals and the last line's baseline is where the eye sees the center.
      case .middle: -(ascent - capHeight / 2 + Double(lines.count - 1) * leading / 2)
      case .baseline: -(ascent + Double(lines.count - 1) * leading)
      case .bottom: -height
      }
    return Point(x, y)
  }

  /// Each line, and where its baseline begins from the anchor's place, before turning.
  func placedLines(_ anchor: Anchor) -> [(line: Line, x: Double, y: Double)] {
    let origin = origin(anchor)
    return lines.enumerated().map { number, line in
      let slack = width - line.width
      let indent = anchor.horizontal == .left ? 0 : anchor.horizontal == .center ? slack / 2 : slack
      return (line, origin.x + indent, origin.y + ascent + Double(number) * leading)
    }
  }

  func corners(at place: Point, _ anchor: Anchor, angle: Double = 0, inkOnly: Bool = false) -> [Point] {
    let o = origin(anchor)
    let (top, bottom) = inkOnly ? (o.y + ascent - capHeight, o.y + height - descent) : (o.y, o.y + height)
    return [Point(o.x, top), Point(o.x + width, top), Point(o.x + width, bottom), Point(o.x, bottom)].map {
      place + $0.rotated(by: angle)
    }
  }

  func box(at place: Point, _ anchor: Anchor, angle: Double = 0) -> Rect {
    Rect(around: corners(at: place, anchor, angle: angle)) ?? Rect(minX: place.x, minY: place.y, maxX: place.x, maxY: place.y)
  }
}
