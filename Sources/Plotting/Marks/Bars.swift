/// Bars at the categories 0, 1, 2, ...: one or more series, side by side or on top of each other.
public struct Bars: Mark {
  /// How several series share a category.
  public enum Arrangement: Hashable, Sendable {
    /// Side by side.
    case grouped
    /// On top of each other.
    case stacked
  }

  /// One value for every category, with a name and what goes with it.
  public struct Series: Hashable, Sendable {
    /// One value for every category; NaN is left out.
    public var values: [Double]
    /// The name in the legend.
    public var name: String?
    /// The interval around each value.
    public var intervals: [ClosedRange<Double>?]?
    /// The color; the next of the palette if nil.
    public var color: Color?
    /// A color for every bar, instead of one for the series.
    public var colors: [Color]?

    /// A series.
    public init(
      _ values: [Double], name: String? = nil, intervals: [ClosedRange<Double>?]? = nil, color: Color? = nil,
      colors: [Color]? = nil
    ) {
      precondition(intervals == nil || intervals?.count == values.count, "a series needs as many intervals as values")
      precondition(colors == nil || colors?.count == values.count, "a series needs as many colors as values")
      self.values = values
      self.name = name
      self.intervals = intervals
      self.color = color
      self.colors = colors
    }
  }

  /// The series, in the order of the legend.
  public var series: [Series]
  /// Side by side or on top of each other.
  public var arrangement: Arrangement
  /// Bars grow to the right from the y axis; the categories are then y's.
  public var horizontal: Bool
  /// The part of a category's room that its bars take, in 0...1.
  public var width: Double

  /// Bars of several series.
  public init(
    _ series: [Series], arrangement: Arrangement = .grouped, horizontal: Bool = false, width: Double = 0.76
  ) {
    self.series = series
    self.arrangement = arrangement
    self.horizontal = horizontal
    self.width = width
  }

  /// Bars of one series.
  public init(
    _ values: [Double], intervals: [ClosedRange<Double>?]? = nil, color: Color? = nil, horizontal: Bool = false
  ) {
    self.init([Series(values, intervals: intervals, color: color)], horizontal: horizontal)
  }

  private struct Bar {
    var series: Int
    var category: Int
    var low: Double
    var high: Double
    var center: Double
    var thickness: Double
    var interval: ClosedRange<Double>?
  }

  private var bars: [Bar] {
    var sums: [Int: (positive: Double, negative: Double)] = [:]
    let slot = arrangement == .grouped ? width / Double(max(series.count, 1)) : width
    return series.indices.flatMap { s in
      series[s].values.indices.compactMap { c -> Bar? in
        let value = series[s].values[c]
        guard value.isFinite else { return nil }
        let interval = series[s].intervals?[c]
        if arrangement == .grouped {
          let center = Double(c) - width / 2 + (Double(s) + 0.5) * slot
          return Bar(series: s, category: c, low: 0, high: value, center: center, thickness: slot, interval: interval)
        }
        let base = value < 0 ? sums[c]?.negative ?? 0 : sums[c]?.positive ?? 0
        if value < 0 { sums[c, default: (0, 0)].negative += value } else { sums[c, default: (0, 0)].positive += value }
        return Bar(
          series: s, category: c, low: base, high: base + value, center: Double(c), thickness: slot,
          interval: interval.map { $0.lowerBound + base...$0.upperBound + base })
      }
    }
  }

  /// The values it covers.
  public var extent: Extent {
    let bars = bars
    let values = bars.flatMap { [$0.low, $0.high] + ($0.interval.map { [$0.lowerBound, $0.upperBound] } ?? []) }
    let count = series.map(\.values.count).max() ?? 0
    let along = Extent.Side(count == 0 ? [] : [-0.5, Double(count) - 0.5])
    let across = Extent.Side(values + [0], air: Extent.air, sticky: [0])
    return horizontal ? Extent(x: across, y: along) : Extent(x: along, y: across)
  }

  /// The colors it takes from the palette: those not given.
  public var paletteColors: Int { series.count { $0.color == nil && $0.colors == nil } }

  /// Its lines in the legend: none without a name.
  public func keys(in frame: Frame) -> [LegendKey] {
    let colors = seriesColors(frame)
    return series.enumerated().compactMap { s, series in series.name.map { LegendKey(.patch(colors[s]), $0) } }
  }

  /// Where it puts ink.
  public func footprint(in frame: Frame) -> [Rect] {
    bars.compactMap { bar in
      var bar = bar
      if let interval = bar.interval { bar.high = max(bar.high, interval.upperBound) }
      return rect(bar, frame)
    }
  }

  /// Bars end at the box by themselves.
  public var clips: Bool { false }

  /// Draws it.
  public func draw(in frame: Frame, on drawing: inout Drawing) {
    let colors = seriesColors(frame)
    for bar in bars {
      guard let r = rect(bar, frame)?.intersection(frame.box) else { continue }
      drawing.fill(.rectangle(r), series[bar.series].colors?[bar.category] ?? colors[bar.series])
    }
    for case let (bar, interval?) in bars.map({ ($0, $0.interval) }) {
      let a = horizontal ? frame.point(interval.lowerBound, bar.center) : frame.point(bar.center, interval.lowerBound)
      let b = horizontal ? frame.point(interval.upperBound, bar.center) : frame.point(bar.center, interval.upperBound)
      if let a, let b {
        drawing.clipped(to: frame.box) { $0.stroke(.line(a, b), Pen(frame.style.ink, width: 0.9)) }
      }
    }
    // The base stays visible where bars go both ways.
    if let zero = horizontal ? frame.point(0, 0)?.x : frame.point(0, 0)?.y, bars.contains(where: { $0.high < 0 }) {
      let b = frame.box
      let path =
        horizontal ? Path.line(Point(zero, b.minY), Point(zero, b.maxY)) : .line(Point(b.minX, zero), Point(b.maxX, zero))
      drawing.stroke(path, Pen(frame.style.ink, width: frame.style.axisWidth))
    }
  }

  private func seriesColors(_ frame: Frame) -> [Color] {
    var turn = 0
    return series.map { series in
      if let color = series.color ?? series.colors?.first { return color }
      defer { turn += 1 }
      return frame.color(turn)
    }
  }

  private func rect(_ bar: Bar, _ frame: Frame) -> Rect? {
    // On a logarithmic axis there is no zero: the bar then starts at the axis' end.
    let across = horizontal ? frame.x : frame.y
    let base = across.logarithmic && bar.low <= 0 ? across.range.lowerBound : bar.low
    let (lower, upper) = (bar.center - bar.thickness / 2, bar.center + bar.thickness / 2)
    guard let a = horizontal ? frame.point(base, lower) : frame.point(lower, base),
      let b = horizontal ? frame.point(bar.high, upper) : frame.point(upper, bar.high)
    else { return nil }
    var r = Rect(minX: min(a.x, b.x), minY: min(a.y, b.y), maxX: max(a.x, b.x), maxY: max(a.y, b.y))
    // A hair of paper between neighbours.
    let gap = min(0.4, (horizontal ? r.height : r.width) * 0.1)
    if horizontal {
      r.minY += gap
      r.maxY -= gap
    } else {
      r.minX += gap
      r.maxX -= gap
    }
    return r
  }
}
