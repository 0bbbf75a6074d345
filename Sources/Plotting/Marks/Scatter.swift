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
  /// A label for each point, placed where it touches no other.
  public var labels: [String]?
  /// The name in the legend, when all points are alike.
  public var name: String?

  /// Data points; everything given per point has the same count.
  public init(
    x: [Double], y: [Double], coloring: Coloring = .uniform(nil), marker: Marker? = .circle, size: Double? = nil,
    labels: [String]? = nil, name: String? = nil
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
    let box = frame.box.inset(by: -0.5)
    var places: [(index: Int, point: Point)] = []
    for index in x.indices {
      guard let p = frame.point(x[index], y[index]), box.minX...box.maxX ~= p.x, box.minY...box.maxY ~= p.y else { continue }
      places.append((index, p))
      let (marker, color) = look(index, frame)
      marker.draw(at: p, size: size, color: color, background: frame.style.background, on: &drawing)
    }
    guard let labels else { return }
    var taken = frame.obstacles + footprint(in: frame)
    let sum = places.reduce(Point(0, 0)) { $0 + $1.point }
    let middle = Point(sum.x / Double(max(places.count, 1)), sum.y / Double(max(places.count, 1)))
    for (index, p) in places where !labels[index].isEmpty {
      let text = frame.typesetter.set(labels[index], TextStyle(size: frame.style.annotationSize))
      let (place, anchor) = PointLabel.place(
        text, at: p, clearance: size / 2 + 1.8, outwards: p - middle, within: frame.box, avoiding: taken)
      taken.append(text.inkBox(at: place, anchor))
      drawing.text(text, at: place, anchor, color: frame.style.ink)
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

/// Finds room for a label beside its point: of eight places the one that covers least, and among those the one that points away
/// from the middle of all points.
enum PointLabel {
  static func place(
    _ text: TextBlock, at p: Point, clearance c: Double, outwards: Point, within box: Rect, avoiding taken: [Rect]
  ) -> (Point, Anchor) {
    let distance = (outwards.x * outwards.x + outwards.y * outwards.y).squareRoot()
    let d = c * 0.72
    let candidates: [(Point, Anchor)] = [
      (Point(p.x + c, p.y), Anchor(.left, .middle)), (Point(p.x, p.y - c), Anchor(.center, .baseline)),
      (Point(p.x - c, p.y), Anchor(.right, .middle)), (Point(p.x, p.y + c + text.capHeight), Anchor(.center, .baseline)),
      (Point(p.x + d, p.y - d), Anchor(.left, .baseline)), (Point(p.x - d, p.y - d), Anchor(.right, .baseline)),
      (Point(p.x + d, p.y + d + text.capHeight), Anchor(.left, .baseline)),
      (Point(p.x - d, p.y + d + text.capHeight), Anchor(.right, .baseline)),
    ]
    func cost(_ candidate: (Point, Anchor)) -> Double {
      let ink = text.inkBox(at: candidate.0, candidate.1)
      let covered = taken.reduce(0.0) { sum, other in sum + (ink.intersection(other).map { $0.width * $0.height + 1 } ?? 0) }
      let (dx, dy) = (ink.center.x - p.x, ink.center.y - p.y)
      let turn = distance > 0 ? (dx * outwards.x + dy * outwards.y) / (distance * (dx * dx + dy * dy).squareRoot()) : 0
      return covered + (box.contains(ink) ? 0 : 1000) - 4 * turn
    }
    let costs = candidates.map(cost)
    let best = costs.indices.min { costs[$0] < costs[$1] } ?? 0
    return candidates[best]
  }
}

extension TextBlock {
  /// The box of capitals and digits, without the room for descenders.
  func inkBox(at place: Point, _ anchor: Anchor) -> Rect {
    var box = box(at: place, anchor)
    box.minY += ascent - capHeight
    box.maxY -= descent * 0.9
    return box
  }
}
