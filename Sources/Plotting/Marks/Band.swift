/// The area between two lines, such as a confidence interval. NaN leaves a gap.
public struct Band: Mark {
  /// Values along x.
  public var x: [Double]
  /// The lower edge.
  public var low: [Double]
  /// The upper edge.
  public var high: [Double]
  /// Its name in the legend.
  public var name: String?
  /// Its color with its opacity; the next of the palette, mostly transparent, if nil.
  public var color: Color?
  /// How neighbouring points are joined.
  public var shape: Line.Shape

  /// A band; all three have the same count.
  public init(
    x: [Double], low: [Double], high: [Double], name: String? = nil, color: Color? = nil, shape: Line.Shape = .straight
  ) {
    precondition(x.count == low.count && x.count == high.count, "a band needs as many lower and upper ends as x")
    self.x = x
    self.low = low
    self.high = high
    self.name = name
    self.color = color
    self.shape = shape
  }

  /// The values it covers.
  public var extent: Extent { Extent(x: .init(x), y: .init(low + high, air: Extent.air)) }

  /// The colors it takes from the palette: those not given.
  public var paletteColors: Int { color == nil ? 1 : 0 }

  /// Its lines in the legend: none without a name.
  public func keys(in frame: Frame) -> [LegendKey] { name.map { [LegendKey(.patch(fill(frame)), $0)] } ?? [] }

  /// Where it puts ink.
  public func footprint(in frame: Frame) -> [Rect] {
    x.indices.compactMap { i in
      guard let a = frame.point(x[i], low[i]), let b = frame.point(x[i], high[i]) else { return nil }
      return Rect(minX: a.x - 1, minY: min(a.y, b.y), maxX: a.x + 1, maxY: max(a.y, b.y))
    }
  }

  /// Draws it.
  public func draw(in frame: Frame, on drawing: inout Drawing) {
    // A point belongs to the band only if both edges have a place there.
    let both = x.indices.map { i in frame.point(x[i], low[i]).flatMap { a in frame.point(x[i], high[i]).map { (a, $0) } } }
    let lower = drawnRuns(both.map { $0?.0 }, shape)
    let upper = drawnRuns(both.map { $0?.1 }, shape)
    for (a, b) in zip(lower, upper) where a.count > 1 {
      drawing.fill(.polyline(a + b.reversed(), closed: true), fill(frame))
    }
  }

  private func fill(_ frame: Frame) -> Color { color ?? frame.color().opacity(Line.bandOpacity) }
}
