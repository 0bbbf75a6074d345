/// A line through points, optionally with an interval around it. NaN leaves a gap.
public struct Line: Mark {
  /// How neighbouring points are joined.
  public enum Shape: Hashable, Sendable {
    /// By straight lines.
    case straight
    /// By steps: each value holds until the next x.
    case steps
  }

  /// Values along x.
  public var x: [Double]
  /// Values along y, one for each x.
  public var y: [Double]
  /// The interval's ends around each y.
  public var interval: (low: [Double], high: [Double])?
  /// Its name in the legend.
  public var name: String?
  /// Its color; the next of the palette if nil.
  public var color: Color?
  /// Its width in points; the style's if nil.
  public var width: Double?
  /// Its pattern.
  public var dash: Pen.Dash
  /// A shape at every point.
  public var marker: Marker?
  /// How points are joined.
  public var shape: Shape

  /// A line; `x` and `y` (and `low` and `high`) have the same count.
  public init(
    x: [Double], y: [Double], low: [Double]? = nil, high: [Double]? = nil, name: String? = nil, color: Color? = nil,
    width: Double? = nil, dash: Pen.Dash = .solid, marker: Marker? = nil, shape: Shape = .straight
  ) {
    precondition(x.count == y.count, "a line needs as many y as x")
    precondition((low == nil) == (high == nil), "an interval needs both ends")
    self.x = x
    self.y = y
    self.name = name
    self.color = color
    self.width = width
    self.dash = dash
    self.marker = marker
    self.shape = shape
    if let low, let high {
      precondition(low.count == x.count && high.count == x.count, "an interval needs as many ends as there are points")
      interval = (low, high)
    }
  }

  /// Values at 0, 1, 2, ...
  public init(_ y: [Double], name: String? = nil, color: Color? = nil) {
    self.init(x: y.indices.map(Double.init), y: y, name: name, color: color)
  }

  /// The values it covers.
  public var extent: Extent {
    Extent(
      x: .init(x, air: marker == nil ? 0 : Extent.air), y: .init(y + (interval.map { $0.low + $0.high } ?? []), air: Extent.air))
  }

  /// The colors it takes from the palette: those not given.
  public var paletteColors: Int { color == nil ? 1 : 0 }

  /// Its lines in the legend: none without a name.
  public func keys(in frame: Frame) -> [LegendKey] {
    name.map { [LegendKey(.line(pen(frame), marker: marker, band: interval == nil ? nil : Self.bandOpacity), $0)] } ?? []
  }

  /// Where it puts ink.
  public func footprint(in frame: Frame) -> [Rect] {
    var rects = sampled(runs(y, frame))
    if let interval { rects += sampled(runs(interval.low, frame)) + sampled(runs(interval.high, frame)) }
    return rects
  }

  /// Draws it.
  public func draw(in frame: Frame, on drawing: inout Drawing) {
    let pen = pen(frame)
    if let interval {
      Band(x: x, low: interval.low, high: interval.high, color: pen.color.opacity(Self.bandOpacity), shape: shape)
        .draw(in: frame, on: &drawing)
    }
    let pieces = runs(y, frame)
    for piece in pieces where piece.count > 1 { drawing.stroke(.polyline(piece), pen) }
    guard marker != nil || pieces.contains(where: { $0.count == 1 }) else { return }
    for index in x.indices {
      guard let p = frame.point(x[index], y[index]) else { continue }
      (marker ?? .circle).draw(
        at: p, size: marker == nil ? pen.width * 2 : frame.style.markerSize, color: pen.color,
        background: frame.style.background, on: &drawing)
    }
  }

  static let bandOpacity = 0.18

  private func pen(_ frame: Frame) -> Pen {
    Pen(color ?? frame.color(), width: width ?? frame.style.lineWidth, dash: dash)
  }

  private func runs(_ values: [Double], _ frame: Frame) -> [[Point]] {
    drawnRuns(zip(x, values).map { frame.point($0, $1) }, shape)
  }
}

/// Splits points at gaps and inserts the corners of steps.
func drawnRuns(_ points: [Point?], _ shape: Line.Shape) -> [[Point]] {
  var runs: [[Point]] = []
  var current: [Point] = []
  for point in points {
    guard let point else {
      if !current.isEmpty { runs.append(current) }
      current = []
      continue
    }
    if shape == .steps, let last = current.last { current.append(Point(point.x, last.y)) }
    current.append(point)
  }
  if !current.isEmpty { runs.append(current) }
  return runs
}

/// Empty rectangles every few points along lines.
func sampled(_ runs: [[Point]]) -> [Rect] {
  runs.flatMap { run in
    zip(run, run.dropFirst()).flatMap { a, b in
      let length = max(abs(b.x - a.x), abs(b.y - a.y))
      guard length.isFinite else { return [Rect]() }
      let steps = Int(min(max(length / 4, 1), 400))
      return (0...steps).map { step in
        let t = Double(step) / Double(steps)
        let p = Point(a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t)
        return Rect(minX: p.x - 0.5, minY: p.y - 0.5, maxX: p.x + 0.5, maxY: p.y + 0.5)
      }
    }
  }
}
