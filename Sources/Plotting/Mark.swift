/// Something drawn between the axes. New kinds need only these few answers.
public protocol Mark: Sendable {
  /// The values it covers, for automatic ranges.
  var extent: Extent { get }
  /// How many colors of the palette it takes: 0 if its colors are given.
  var paletteColors: Int { get }
  /// What a colorbar would show.
  var colorScale: ColorScale? { get }
  /// Whether it covers the box, so that a grid would only disturb.
  var coversBox: Bool { get }
  /// Its lines in the legend.
  func keys(in frame: Frame) -> [LegendKey]
  /// Where on the page it puts ink, so that a legend can keep away; points have empty rectangles.
  func footprint(in frame: Frame) -> [Rect]
  /// Texts that the panel places, beside points where they cover nothing.
  func labels(in frame: Frame) -> [PointLabel]
  /// Draws it, without those labels. The box clips if `clips`.
  func draw(in frame: Frame, on drawing: inout Drawing)
  /// Whether it is cut off at the box.
  var clips: Bool { get }
}

extension Mark {
  /// None, unless a mark knows better.
  public var paletteColors: Int { 0 }
  /// None, unless a mark knows better.
  public var colorScale: ColorScale? { nil }
  /// No, unless a mark knows better.
  public var coversBox: Bool { false }
  /// Yes, unless a mark knows better.
  public var clips: Bool { true }
  /// None, unless a mark knows better.
  public func keys(in frame: Frame) -> [LegendKey] { [] }
  /// None, unless a mark knows better.
  public func labels(in frame: Frame) -> [PointLabel] { [] }
  /// Nothing, unless a mark knows better.
  public func footprint(in frame: Frame) -> [Rect] { [] }
}

/// A line of a legend: a sample of the mark and its name.
public struct LegendKey: Hashable, Sendable {
  /// What the sample looks like.
  public enum Sample: Hashable, Sendable {
    /// A piece of line, with a marker or a band of this opacity behind it.
    case line(Pen, marker: Marker?, band: Double?)
    /// A filled patch.
    case patch(Color)
    /// A single data point.
    case point(Marker, Color)
  }

  /// The sample.
  public var sample: Sample
  /// The name beside it.
  public var name: String

  /// A sample and a name.
  public init(_ sample: Sample, _ name: String) {
    self.sample = sample
    self.name = name
  }
}

/// The shapes of data points.
public enum Marker: Hashable, Sendable, CaseIterable {
  /// Filled shapes.
  case circle, square, diamond, triangle
  /// A circle's outline.
  case ring
  /// An upright cross, and one on its side.
  case plus, cross

  /// Draws the shape around a point; filled shapes get a hair of paper around them so that neighbours stay apart.
  func draw(at p: Point, size: Double, color: Color, background: Color, on drawing: inout Drawing) {
    let r = size / 2
    func filled(_ path: Path) {
      if color.opacity > 0.99 { drawing.stroke(path, Pen(background, width: size * 0.2)) }
      drawing.fill(path, color)
    }
    switch self {
    case .circle: filled(.circle(center: p, radius: r))
    case .square: filled(.rectangle(Rect(minX: p.x - r * 0.9, minY: p.y - r * 0.9, maxX: p.x + r * 0.9, maxY: p.y + r * 0.9)))
    case .diamond:
      let d = r * 1.25
      filled(.polyline([Point(p.x, p.y - d), Point(p.x + d, p.y), Point(p.x, p.y + d), Point(p.x - d, p.y)], closed: true))
    case .triangle:
      let d = r * 1.2
      filled(
        .polyline([Point(p.x, p.y - d), Point(p.x + d, p.y + d * 0.8), Point(p.x - d, p.y + d * 0.8)], closed: true))
    case .ring:
      drawing.fill(.circle(center: p, radius: r * 0.85), background)
      drawing.stroke(.circle(center: p, radius: r * 0.85), Pen(color, width: size * 0.25))
    case .plus:
      drawing.stroke(
        Path([.move(Point(p.x - r, p.y)), .line(Point(p.x + r, p.y)), .move(Point(p.x, p.y - r)), .line(Point(p.x, p.y + r))]),
        Pen(color, width: size * 0.25))
    case .cross:
      let d = r * 0.8
      drawing.stroke(
        Path([
          .move(Point(p.x - d, p.y - d)), .line(Point(p.x + d, p.y + d)), .move(Point(p.x + d, p.y - d)),
          .line(Point(p.x - d, p.y + d)),
        ]), Pen(color, width: size * 0.25))
    }
  }
}
