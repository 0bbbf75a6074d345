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
  /// Whether values run along x and the intervals lie along x too.
  public var horizontal: Bool

  /// Points with intervals; all have the same count. With `horizontal`, the intervals are around x.
  public init(
    x: [Double], y: [Double], intervals: [ClosedRange<Double>?], name: String? = nil, color: Color? = nil,
    marker: Marker? = .circle, horizontal: Bool = false
  ) {
    precondition(x.count == y.count && x.count == intervals.count, "error bars need as many y and intervals as x")
    self.x = x
    self.y = y
    self.intervals = intervals
    self.name = name
    self.color = color
    self.marker = marker
    self.horizontal = horizontal
  }

  private var ends: [Double] { intervals.flatMap { $0.map { [$0.lowerBound, $0.upperBound] } ?? [] } }

  /// The values it covers.
  public var extent: Extent {
    Extent(x: .init(horizontal ? x + ends : x, air: Extent.air), y: .init(horizontal ? y : y + ends, air: Extent.air))
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
      let (low, high) = (interval.lowerBound, interval.upperBound)
      let a = horizontal ? frame.point(low, y[i]) : frame.point(x[i], low)
      let b = horizontal ? frame.point(high, y[i]) : frame.point(x[i], high)
      return a.flatMap { a in b.map { (a, $0) } }
    }
  }
}
