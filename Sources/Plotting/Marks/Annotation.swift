import Foundation

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

/// A circle or a part of one, in data units; meant for panels whose aspect is `.equal`.
public struct Arc: Mark {
  /// The middle.
  public var center: (x: Double, y: Double)
  /// The radius.
  public var radius: Double
  /// Where it begins and ends, in degrees counter-clockwise from the right.
  public var angles: ClosedRange<Double>
  /// How it is drawn; quiet if nil.
  public var pen: Pen?
  /// What fills it.
  public var fill: Color?
  /// The name in the legend.
  public var name: String?

  /// An arc; a full circle unless angles are given.
  public init(
    center: (x: Double, y: Double), radius: Double, angles: ClosedRange<Double> = 0...360, pen: Pen? = nil, fill: Color? = nil,
    name: String? = nil
  ) {
    self.center = center
    self.radius = radius
    self.angles = angles
    self.pen = pen
    self.fill = fill
    self.name = name
  }

  /// The values it covers.
  public var extent: Extent {
    let outline = outline
    return Extent(x: .init(outline.map(\.0), air: Extent.air), y: .init(outline.map(\.1), air: Extent.air))
  }

  /// Its lines in the legend: none without a name.
  public func keys(in frame: Frame) -> [LegendKey] {
    name.map { [LegendKey(.line(stroke(frame), marker: nil, band: nil), $0)] } ?? []
  }

  /// Where it puts ink.
  public func footprint(in frame: Frame) -> [Rect] { sampled([points(frame)]) }

  /// Draws it.
  public func draw(in frame: Frame, on drawing: inout Drawing) {
    let path = Path.polyline(points(frame))
    if let fill { drawing.fill(path, fill) }
    drawing.stroke(path, stroke(frame))
  }

  private func stroke(_ frame: Frame) -> Pen { pen ?? Pen(.silver, width: 0.9) }

  /// A chord every degree: on paper no one can tell it from the curve, and it stays right on unequal or logarithmic axes.
  private var outline: [(Double, Double)] {
    let steps = max(2, Int((angles.upperBound - angles.lowerBound).rounded(.up)))
    return (0...steps).map { step in
      let angle = (angles.lowerBound + (angles.upperBound - angles.lowerBound) * Double(step) / Double(steps)) * .pi / 180
      return (center.x + radius * cos(angle), center.y + radius * sin(angle))
    }
  }

  private func points(_ frame: Frame) -> [Point] { outline.compactMap { frame.point($0.0, $0.1) } }
}
