/// Intervals around points, drawn as thin lines without caps.
public struct ErrorBars: Mark {
  /// Values along x.
  public var x: [Double]
  /// Values along y.
  public var y: [Double]
  /// The intervals along y; nil where there is none.
  public var intervals: [ClosedRange<Double>?]
  /// The name in the legend.
  public var name: String?
  /// The color; the next of the palette if nil.
  public var color: Color?
  /// The shape at y; none if nil.
  public var marker: Marker?

  /// Points with intervals; all have the same count.
  public init(
    x: [Double], y: [Double], intervals: [ClosedRange<Double>?], name: String? = nil, color: Color? = nil,
    marker: Marker? = .circle
  ) {
    precondition(x.count == y.count && x.count == intervals.count, "error bars need as many y and intervals as x")
    self.x = x
    self.y = y
    self.intervals = intervals
    self.name = name
    self.color = color
    self.marker = marker
  }

  private var ends: [Double] { intervals.flatMap { $0.map { [$0.lowerBound, $0.upperBound] } ?? [] } }

  /// The values it covers.
  public var extent: Extent {
    Extent(x: .init(x, air: Extent.air), y: .init(y + ends, air: Extent.air))
  }

  /// The colors it takes from the palette: those not given.
  public var paletteColors: Int { color == nil ? 1 : 0 }

  /// Its lines in the legend: none without a name.
  public func keys(in frame: Frame) -> [LegendKey] {
    let pen = Pen(color ?? frame.color(), width: frame.style.axisWidth * 1.6)
    return name.map { [LegendKey(.line(pen, marker: marker, band: nil), $0)] } ?? []
  }

  /// Where it puts ink.
  public func footprint(in frame: Frame) -> [Rect] { sampled(segments(frame).map { [$0.0, $0.1] }) }

  /// Draws it.
  public func draw(in frame: Frame, on drawing: inout Drawing) {
    let color = color ?? frame.color()
    for (a, b) in segments(frame) { drawing.stroke(.line(a, b), Pen(color, width: frame.style.axisWidth * 1.6)) }
    guard let marker else { return }
    for (x, y) in zip(x, y) {
      guard let p = frame.point(x, y) else { continue }
      marker.draw(at: p, size: frame.style.markerSize, color: color, background: frame.style.background, on: &drawing)
    }
  }

  private func segments(_ frame: Frame) -> [(Point, Point)] {
    intervals.indices.compactMap { i in
      guard let interval = intervals[i] else { return nil }
      let (low, high) = (frame.point(x[i], interval.lowerBound), frame.point(x[i], interval.upperBound))
      return low.flatMap { low in high.map { (low, $0) } }
    }
  }
}
