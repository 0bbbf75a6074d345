/// A straight line across the box at one value, with an optional label at its end.
public struct ReferenceLine: Mark {
  /// Which axis the value belongs to.
  public enum Orientation: Hashable, Sendable {
    /// Across, at a y.
    case horizontal
    /// Upright, at an x.
    case vertical
  }

  /// Where.
  public var value: Double
  /// Across or upright.
  public var orientation: Orientation
  /// Written along the line, inside the box.
  public var label: String?
  /// How the line is drawn; quiet and dashed unless given.
  public var pen: Pen

  /// A line across the box at `y`.
  public static func horizontal(_ y: Double, label: String? = nil, pen: Pen = Pen(.silver, width: 0.8, dash: .dashed)) -> ReferenceLine {
    ReferenceLine(value: y, orientation: .horizontal, label: label, pen: pen)
  }

  /// An upright line at `x`.
  public static func vertical(_ x: Double, label: String? = nil, pen: Pen = Pen(.silver, width: 0.8, dash: .dashed)) -> ReferenceLine {
    ReferenceLine(value: x, orientation: .vertical, label: label, pen: pen)
  }

  public var extent: Extent {
    orientation == .horizontal ? Extent(y: .init([value], padded: true)) : Extent(x: .init([value]))
  }

  public func footprint(in frame: Frame) -> [Rect] {
    sampled([[ends(frame).0, ends(frame).1]]) + (placedLabel(frame).map { [$0.block.box(at: $0.place, $0.anchor, angle: $0.angle)] } ?? [])
  }

  public func draw(in frame: Frame, on drawing: inout Drawing) {
    let (a, b) = ends(frame)
    guard a.x.isFinite, a.y.isFinite else { return }
    drawing.stroke(.line(a, b), pen)
    guard let label = placedLabel(frame) else { return }
    let color = pen.color == .silver ? frame.style.quiet : pen.color
    drawing.text(label.block, at: label.place, label.anchor, angle: label.angle, color: color)
  }

  private func ends(_ frame: Frame) -> (Point, Point) {
    let (x, y, b) = (frame.x(value), frame.y(value), frame.box)
    return orientation == .horizontal ? (Point(b.minX, y), Point(b.maxX, y)) : (Point(x, b.minY), Point(x, b.maxY))
  }

  private func placedLabel(_ frame: Frame) -> (block: TextBlock, place: Point, anchor: Anchor, angle: Double)? {
    guard let label else { return nil }
    let block = frame.typesetter.set(label, TextStyle(size: frame.style.annotationSize))
    let (a, b) = ends(frame)
    if orientation == .horizontal {
      // Above the line, or below it where the box ends.
      let above = a.y - block.height > frame.box.minY
      return (block, Point(b.x - 3, above ? a.y - 2.5 : a.y + 2 + block.capHeight), Anchor(.right, .baseline), 0)
    }
    let left = a.x - block.height > frame.box.minX
    return (block, Point(left ? a.x - 2.5 : a.x + 2 + block.capHeight, a.y + 3), Anchor(.right, .baseline), -.pi / 2)
  }
}

/// A shaded stretch of one axis, over the whole box along the other.
public struct Span: Mark {
  /// The stretch.
  public var range: ClosedRange<Double>
  /// Along x or along y.
  public var orientation: ReferenceLine.Orientation
  /// The shade.
  public var color: Color
  /// The name in the legend.
  public var name: String?

  /// A shaded stretch of x.
  public static func x(_ range: ClosedRange<Double>, color: Color = Color(0xF1F3F5), name: String? = nil) -> Span {
    Span(range: range, orientation: .vertical, color: color, name: name)
  }

  /// A shaded stretch of y.
  public static func y(_ range: ClosedRange<Double>, color: Color = Color(0xF1F3F5), name: String? = nil) -> Span {
    Span(range: range, orientation: .horizontal, color: color, name: name)
  }

  public var extent: Extent {
    let side = Extent.Side([range.lowerBound, range.upperBound])
    return orientation == .vertical ? Extent(x: side) : Extent(y: side)
  }

  public func keys(in frame: Frame) -> [LegendKey] { name.map { [LegendKey(.patch(color), $0)] } ?? [] }

  public func draw(in frame: Frame, on drawing: inout Drawing) {
    var r = frame.box
    let map = orientation == .vertical ? frame.x : frame.y
    let (a, b) = (map(range.lowerBound), map(range.upperBound))
    guard a.isFinite, b.isFinite else { return }
    if orientation == .vertical { (r.minX, r.maxX) = (min(a, b), max(a, b)) } else { (r.minY, r.maxY) = (min(a, b), max(a, b)) }
    drawing.fill(.rectangle(r), color)
  }
}
