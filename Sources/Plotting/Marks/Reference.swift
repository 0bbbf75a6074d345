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
  public static func horizontal(_ y: Double, label: String? = nil, pen: Pen = Pen(.silver, width: 0.8, dash: .dashed))
    -> ReferenceLine
  {
    ReferenceLine(value: y, orientation: .horizontal, label: label, pen: pen)
  }

  /// An upright line at `x`.
  public static func vertical(_ x: Double, label: String? = nil, pen: Pen = Pen(.silver, width: 0.8, dash: .dashed))
    -> ReferenceLine
  {
    ReferenceLine(value: x, orientation: .vertical, label: label, pen: pen)
  }

  /// The values it covers.
  public var extent: Extent {
    orientation == .horizontal ? Extent(y: .init([value], air: Extent.air)) : Extent(x: .init([value]))
  }

  /// Where it puts ink.
  public func footprint(in frame: Frame) -> [Rect] {
    let line = sampled([[ends(frame).0, ends(frame).1]])
    guard !frame.obstacles.isEmpty, let label = placedLabel(frame) else { return line }
    return line + [label.block.box(at: label.place, label.anchor)]
  }

  /// Draws it.
  public func draw(in frame: Frame, on drawing: inout Drawing) {
    let (a, b) = ends(frame)
    guard a.x.isFinite, a.y.isFinite else { return }
    drawing.stroke(.line(a, b), pen)
    guard let label = placedLabel(frame) else { return }
    let color = pen.color == .silver ? frame.style.quiet : pen.color
    drawing.text(label.block, at: label.place, label.anchor, color: color)
  }

  private func ends(_ frame: Frame) -> (Point, Point) {
    let (x, y, b) = (frame.x(value), frame.y(value), frame.box)
    return orientation == .horizontal ? (Point(b.minX, y), Point(b.maxX, y)) : (Point(x, b.minY), Point(x, b.maxY))
  }

  /// Beside the line where it covers least, preferably near the line's right or upper end.
  private func placedLabel(_ frame: Frame) -> (block: TextBlock, place: Point, anchor: Anchor)? {
    guard let label else { return nil }
    let (b, x, y) = (frame.box, frame.x(value), frame.y(value))
    guard x.isFinite, y.isFinite else { return nil }
    // Beside an upright line a long label breaks where the wider side ends.
    let room = orientation == .horizontal ? b.width - 6 : max(x - b.minX, b.maxX - x) - 7
    let block = frame.typesetter.set(label, TextStyle(size: frame.style.annotationSize), width: max(room, 20))
    let steps = (0...12).map { Double($0) / 12 }
    let candidates: [(place: Point, anchor: Anchor)] =
      orientation == .horizontal
      ? [y - 2.5, y + 2.5 + block.capHeight + Double(block.lines.count - 1) * block.leading].flatMap { baseline in
        steps.map { (Point(b.maxX - 3 - $0 * (b.width - 6 - block.width), baseline), Anchor(.right, .baseline)) }
      }
      : steps.flatMap { step in
        let top = b.minY + step * (b.height - 3 - block.height)
        return [(Point(x + 3.5, top), Anchor(.left, .top)), (Point(x - 3.5, top), Anchor(.right, .top))]
      }
    func cost(_ candidate: (place: Point, anchor: Anchor)) -> Double {
      let ink = block.inkBox(at: candidate.place, candidate.anchor).inset(by: -1)
      let covered = frame.obstacles.reduce(0.0) { sum, other in
        sum + (ink.intersection(other).map { $0.width * $0.height + 1 } ?? 0)
      }
      return covered + (b.contains(ink.inset(by: 1)) ? 0 : 1e6)
    }
    let costs = candidates.map(cost)
    guard let best = costs.indices.min(by: { costs[$0] < costs[$1] }) else { return nil }
    return (block, candidates[best].place, candidates[best].anchor)
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

  /// The values it covers.
  public var extent: Extent {
    let side = Extent.Side([range.lowerBound, range.upperBound])
    return orientation == .vertical ? Extent(x: side) : Extent(y: side)
  }

  /// Its lines in the legend: none without a name.
  public func keys(in frame: Frame) -> [LegendKey] { name.map { [LegendKey(.patch(color), $0)] } ?? [] }

  /// Draws it.
  public func draw(in frame: Frame, on drawing: inout Drawing) {
    var r = frame.box
    let map = orientation == .vertical ? frame.x : frame.y
    let (a, b) = (map(range.lowerBound), map(range.upperBound))
    guard a.isFinite, b.isFinite else { return }
    if orientation == .vertical { (r.minX, r.maxX) = (min(a, b), max(a, b)) } else { (r.minY, r.maxY) = (min(a, b), max(a, b)) }
    drawing.fill(.rectangle(r), color)
  }
}
