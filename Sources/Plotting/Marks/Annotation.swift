/// A text at a place in data units.
public struct Annotation: Mark {
  /// The text; `^{...}` and `_{...}` raise and lower.
  public var text: String
  /// Where along x.
  public var x: Double
  /// Where along y.
  public var y: Double
  /// Which point of the text is put there.
  public var anchor: Anchor
  /// Moved by this many points to the right and down.
  public var offset: Point
  /// The color; ink if nil.
  public var color: Color?
  /// Size in points; the style's if nil.
  public var size: Double?
  /// Longer lines break at this width in points.
  public var width: Double?
  /// Surrounded by paper, so that grid lines do not run into it.
  public var hasHalo: Bool

  /// A text at (`x`, `y`).
  public init(
    _ text: String, x: Double, y: Double, anchor: Anchor = Anchor(.left, .middle), offset: Point = Point(0, 0),
    color: Color? = nil, size: Double? = nil, width: Double? = nil, hasHalo: Bool = false
  ) {
    self.text = text
    self.x = x
    self.y = y
    self.anchor = anchor
    self.offset = offset
    self.color = color
    self.size = size
    self.width = width
    self.hasHalo = hasHalo
  }

  /// The values it covers.
  public var extent: Extent { Extent(x: .init([x]), y: .init([y])) }

  /// Points and text at the edge of the box are shown whole.
  public var clips: Bool { false }

  /// Where it puts ink.
  public func footprint(in frame: Frame) -> [Rect] {
    place(frame).map { [block(frame).box(at: $0, anchor)] } ?? []
  }

  /// Draws it.
  public func draw(in frame: Frame, on drawing: inout Drawing) {
    guard let place = place(frame) else { return }
    drawing.text(
      block(frame), at: place, anchor, color: color ?? frame.style.ink, halo: hasHalo ? frame.style.background : nil)
  }

  /// Its place, moved so far that the text stays in the box if it began there and fits.
  private func place(_ frame: Frame) -> Point? {
    guard let p = frame.point(x, y) else { return nil }
    let (box, wanted) = (frame.box, p + offset)
    guard box.minX...box.maxX ~= p.x, box.minY...box.maxY ~= p.y else { return wanted }
    let text = block(frame).box(at: wanted, anchor)
    let dx = text.width > box.width ? 0 : max(0, box.minX - text.minX) - max(0, text.maxX - box.maxX)
    let dy = text.height > box.height ? 0 : max(0, box.minY - text.minY) - max(0, text.maxY - box.maxY)
    return wanted + Point(dx, dy)
  }

  private func block(_ frame: Frame) -> TextBlock {
    frame.typesetter.set(
      text, TextStyle(size: size ?? frame.style.annotationSize), width: width)
  }
}
