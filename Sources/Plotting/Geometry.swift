import Foundation

/// A place on the page, in points (1/72 inch) from the top left corner; y grows downwards.
public struct Point: Hashable, Sendable {
  /// Points from the left edge.
  public var x: Double
  /// Points from the top edge.
  public var y: Double

  /// The place `x` points from the left and `y` points from the top.
  public init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }

  static func + (a: Point, b: Point) -> Point { Point(a.x + b.x, a.y + b.y) }
  static func - (a: Point, b: Point) -> Point { Point(a.x - b.x, a.y - b.y) }

  /// This vector turned clockwise (on a page whose y grows downwards) by an angle in radians.
  func rotated(by angle: Double) -> Point {
    Point(x * cos(angle) - y * sin(angle), x * sin(angle) + y * cos(angle))
  }
}

/// A width and a height in points.
public struct Size: Hashable, Sendable {
  /// The horizontal measure in points.
  public var width: Double
  /// The vertical measure in points.
  public var height: Double

  /// A size in points.
  public init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }
}

/// An axis-parallel rectangle on the page, in points.
public struct Rect: Hashable, Sendable {
  /// The left edge.
  public var minX: Double
  /// The top edge.
  public var minY: Double
  /// The right edge.
  public var maxX: Double
  /// The bottom edge.
  public var maxY: Double

  /// The rectangle between two horizontal and two vertical edges.
  public init(minX: Double, minY: Double, maxX: Double, maxY: Double) {
    self.minX = minX
    self.minY = minY
    self.maxX = maxX
    self.maxY = maxY
  }

  /// The horizontal extent.
  public var width: Double { maxX - minX }
  /// The vertical extent.
  public var height: Double { maxY - minY }
  /// The middle.
  public var center: Point { Point((minX + maxX) / 2, (minY + maxY) / 2) }

  /// Whether the two share more than an edge.
  public func overlaps(_ other: Rect) -> Bool {
    minX < other.maxX && other.minX < maxX && minY < other.maxY && other.minY < maxY
  }

  /// Whether `other` lies within, edges included, up to `tolerance` points.
  public func contains(_ other: Rect, tolerance: Double = 0) -> Bool {
    other.minX >= minX - tolerance && other.maxX <= maxX + tolerance && other.minY >= minY - tolerance
      && other.maxY <= maxY + tolerance
  }

  /// The rectangle with every edge moved inwards (outwards if negative).
  public func inset(by distance: Double) -> Rect {
    Rect(minX: minX + distance, minY: minY + distance, maxX: maxX - distance, maxY: maxY - distance)
  }

  func intersection(_ other: Rect) -> Rect? {
    guard overlaps(other) else { return nil }
    return Rect(
      minX: max(minX, other.minX), minY: max(minY, other.minY), maxX: min(maxX, other.maxX), maxY: min(maxY, other.maxY))
  }

  /// The smallest rectangle around some points.
  init?(around points: some Collection<Point>) {
    guard let first = points.first else { return nil }
    self = points.reduce(Rect(minX: first.x, minY: first.y, maxX: first.x, maxY: first.y)) {
      Rect(minX: min($0.minX, $1.x), minY: min($0.minY, $1.y), maxX: max($0.maxX, $1.x), maxY: max($0.maxY, $1.y))
    }
  }
}

/// An outline made of straight lines, curves and arcs.
public struct Path: Hashable, Sendable {
  /// One pen movement.
  public enum Segment: Hashable, Sendable {
    /// Lift the pen and set it down.
    case move(Point)
    /// A straight line.
    case line(Point)
    /// An arc around a center, angles in radians clockwise from the right, from `start` up to `end` (down, if `end` is smaller).
    case arc(center: Point, radius: Double, start: Double, end: Double)
    /// Back to where the pen was set down.
    case close
  }

  /// The movements in order.
  public var segments: [Segment]

  /// The path of some movements.
  public init(_ segments: [Segment] = []) { self.segments = segments }

  /// Straight lines through points.
  public static func polyline(_ points: some Sequence<Point>, closed: Bool = false) -> Path {
    var path = Path()
    for point in points { path.segments.append(path.segments.isEmpty ? .move(point) : .line(point)) }
    if closed && !path.segments.isEmpty { path.segments.append(.close) }
    return path
  }

  /// A line from one point to another.
  public static func line(_ a: Point, _ b: Point) -> Path { Path([.move(a), .line(b)]) }

  /// The outline of a rectangle.
  public static func rectangle(_ r: Rect) -> Path {
    polyline([Point(r.minX, r.minY), Point(r.maxX, r.minY), Point(r.maxX, r.maxY), Point(r.minX, r.maxY)], closed: true)
  }

  /// A full circle.
  public static func circle(center: Point, radius: Double) -> Path {
    Path([
      .move(Point(center.x + radius, center.y)), .arc(center: center, radius: radius, start: 0, end: 2 * .pi), .close,
    ])
  }
}
