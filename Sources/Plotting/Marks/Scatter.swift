import Foundation

/// Data points, colored alike, by value, or by category, optionally with a label beside each.
public struct Scatter: Mark {
  /// How points get their colors.
  public enum Coloring: Sendable {
    /// All alike; the next color of the palette if nil.
    case uniform(Color?)
    /// By a value for each point.
    case values([Double], ColorScale)
    /// By category: an index for each point into the names, which appear in the legend.
    case categories([Int], names: [String])
  }

  /// Values along x.
  public var x: [Double]
  /// Values along y.
  public var y: [Double]
  /// How points get their colors.
  public var coloring: Coloring
  /// The shape; with categories, `nil` gives every category a shape of its own.
  public var marker: Marker?
  /// Diameter in points; the style's if nil.
  public var size: Double?
  /// A label for each point, placed where it touches nothing else; empty for none.
  public var labels: [String]?
  /// The color of the labels; ink if nil.
  public var labelColor: Color?
  /// What labels are best placed away from, in data units; the points' own middle if nil.
  public var labelCenter: (x: Double, y: Double)?
  /// The name in the legend, when all points are alike.
  public var name: String?

  /// Data points; everything given per point has the same count.
  public init(
    x: [Double], y: [Double], coloring: Coloring = .uniform(nil), marker: Marker? = .circle, size: Double? = nil,
    labels: [String]? = nil, labelColor: Color? = nil, labelCenter: (x: Double, y: Double)? = nil, name: String? = nil
  ) {
    precondition(x.count == y.count, "points need as many y as x")
    precondition(labels == nil || labels?.count == x.count, "points need as many labels as x, or none")
    switch coloring {
    case .uniform: break
    case .values(let values, _): precondition(values.count == x.count, "points need as many values as x")
    case .categories(let indices, let names):
      precondition(indices.count == x.count, "points need as many categories as x")
      precondition(indices.allSatisfy(names.indices.contains), "a category without a name")
    }
    self.x = x
    self.y = y
    self.coloring = coloring
    self.marker = marker
    self.size = size
    self.labels = labels
    self.labelColor = labelColor
    self.labelCenter = labelCenter
    self.name = name
  }

  /// The values it covers.
  public var extent: Extent {
    // Labels stand outwards from their points and need more air.
    let air = labels == nil ? Extent.air : 2.6 * Extent.air
    return Extent(x: .init(x, air: air), y: .init(y, air: air))
  }

  /// The colors it takes from the palette: those not given.
  public var paletteColors: Int {
    switch coloring {
    case .uniform(let color): color == nil ? 1 : 0
    case .values: 0
    case .categories(_, let names): names.count
    }
  }

  /// The scale of its colors, if it has one.
  public var colorScale: ColorScale? { if case .values(_, let scale) = coloring { scale } else { nil } }

  /// Its lines in the legend: none without a name.
  public func keys(in frame: Frame) -> [LegendKey] {
    if case .categories(_, let names) = coloring {
      return names.enumerated().map { LegendKey(.point(shape(category: $0), frame.color($0)), $1) }
    }
    return name.map { [LegendKey(.point(marker ?? .circle, look(0, frame).1), $0)] } ?? []
  }

  /// Where it puts ink.
  public func footprint(in frame: Frame) -> [Rect] {
    let r = (size ?? frame.style.markerSize) / 2
    return zip(x, y).compactMap { frame.point($0, $1) }.map {
      Rect(minX: $0.x - r, minY: $0.y - r, maxX: $0.x + r, maxY: $0.y + r)
    }
  }

  /// Points and text at the edge of the box are shown whole.
  public var clips: Bool { false }

  /// Draws it.
  public func draw(in frame: Frame, on drawing: inout Drawing) {
    let size = size ?? frame.style.markerSize
    for (index, p) in places(frame) {
      let (marker, color) = look(index, frame)
      marker.draw(at: p, size: size, color: color, background: frame.style.background, on: &drawing)
    }
  }

  /// The labels of the points in the box, best placed away from the middle.
  public func labels(in frame: Frame) -> [PointLabel] {
    guard let labels else { return [] }
    let places = places(frame)
    let sum = places.reduce(Point(0, 0)) { $0 + $1.point }
    let mean = Point(sum.x / Double(max(places.count, 1)), sum.y / Double(max(places.count, 1)))
    let middle = labelCenter.flatMap { frame.point($0.x, $0.y) } ?? mean
    return places.filter { !labels[$0.index].isEmpty }.map { index, p in
      PointLabel(
        frame.typesetter.set(labels[index], TextStyle(size: frame.style.annotationSize)), at: p,
        radius: (size ?? frame.style.markerSize) / 2, towards: p - middle, color: labelColor ?? frame.style.ink)
    }
  }

  /// The points that lie in the box.
  private func places(_ frame: Frame) -> [(index: Int, point: Point)] {
    let box = frame.box.inset(by: -0.5)
    return x.indices.compactMap { index in
      guard let p = frame.point(x[index], y[index]), box.minX...box.maxX ~= p.x, box.minY...box.maxY ~= p.y else { return nil }
      return (index, p)
    }
  }

  private func shape(category: Int) -> Marker {
    let shapes: [Marker] = [.circle, .square, .triangle, .diamond, .ring, .cross, .plus]
    return marker ?? shapes[category % shapes.count]
  }

  private func look(_ index: Int, _ frame: Frame) -> (Marker, Color) {
    switch coloring {
    case .uniform(let color): (marker ?? .circle, color ?? frame.color())
    case .values(let values, let scale):
      (marker ?? .circle, values.indices.contains(index) ? scale(values[index]) : scale.missing)
    case .categories(let indices, _): (shape(category: indices[index]), frame.color(indices[index]))
    }
  }
}
