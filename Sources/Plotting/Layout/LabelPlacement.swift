import Foundation

/// A label that belongs to a point and may stand anywhere around it.
public struct PointLabel: Hashable, Sendable {
  /// The text.
  public var text: TextBlock
  /// The point it names.
  public var point: Point
  /// The radius of the marker there, in points.
  public var radius: Double
  /// The direction in which it would best stand, a vector of any length; zero if all are alike.
  public var direction: Point
  /// The color of the text.
  public var color: Color

  /// A text for a point.
  public init(_ text: TextBlock, at point: Point, radius: Double, towards direction: Point, color: Color) {
    self.text = text
    self.point = point
    self.radius = radius
    self.direction = direction
    self.color = color
  }
}

/// Finds places for all labels of a panel together: beside their points, clear of every mark and of each other.
///
/// Each label chooses among directions around its point, close by or at the end of a short leader line, whatever costs least while
/// the others stay where they are; this is repeated until no label moves (J. Christensen, J. Marks and S. Shieber, "An empirical
/// study of algorithms for point-feature label placement", 1995, who compare such descents).
struct LabelPlacement {
  struct Placed {
    var label: PointLabel
    /// The middle of the text's ink.
    var center: Point
    /// The text's ink.
    var ink: Rect
    /// From the marker to the text, where the text stands apart from it.
    var leader: (from: Point, to: Point)?

    func draw(_ style: Style, on drawing: inout Drawing) {
      if let leader { drawing.stroke(.line(leader.from, leader.to), Pen(style.quiet, width: 0.5)) }
      drawing.text(label.text, at: center, Anchor(.center, .middle), color: label.color, halo: style.background)
    }
  }

  private let labels: [PointLabel]
  private let box: Rect
  private let obstacles: [Rect]

  init(_ labels: [PointLabel], within box: Rect, avoiding obstacles: [Rect]) {
    self.labels = labels
    self.box = box
    self.obstacles = obstacles
  }

  /// The places; the same for the same labels in the same order.
  func placed() -> [Placed] {
    let choices = labels.map(candidates)
    var chosen: [Placed?] = Array(repeating: nil, count: labels.count)
    for _ in 0..<Self.sweeps {
      var moved = false
      for index in labels.indices {
        let others = chosen.indices.lazy.filter { $0 != index }.compactMap { chosen[$0] }
        let costs = choices[index].map { choice in
          others.reduce(choice.cost) { $0 + Self.conflict(choice.placed, $1) }
        }
        guard let best = costs.indices.min(by: { costs[$0] < costs[$1] }) else { continue }
        let place = choices[index][best].placed
        if chosen[index]?.center != place.center {
          chosen[index] = place
          moved = true
        }
      }
      if !moved { break }
    }
    return chosen.compactMap(\.self)
  }

  // MARK: Candidates

  private static let sweeps = 12
  private static let directions = 24
  /// Air between a marker and its label, in points; the farther places have a leader.
  private static let distances = [2.4, 9, 16]

  private func candidates(_ label: PointLabel) -> [(placed: Placed, cost: Double)] {
    let wished = hypot(label.direction.x, label.direction.y)
    var units = (0..<Self.directions).map { step in
      let angle = 2 * .pi * Double(step) / Double(Self.directions)
      return Point(cos(angle), sin(angle))
    }
    if wished > 0 { units.insert(Point(label.direction.x / wished, label.direction.y / wished), at: 0) }
    let reach = (Self.distances.last ?? 0) + label.radius + max(label.text.width, label.text.height)
    let p = label.point
    let around = Rect(minX: p.x, minY: p.y, maxX: p.x, maxY: p.y).inset(by: -reach - 4)
    // The marker itself is round for its label: its square footprint would forbid the diagonals.
    let own = Rect(minX: p.x, minY: p.y, maxX: p.x, maxY: p.y).inset(by: -label.radius - 0.01)
    let near = obstacles.filter { $0.overlaps(around) && !(own.contains($0) && $0.width > label.radius) }
    return Self.distances.flatMap { distance in
      units.map { unit in
        let placed = Self.place(label, towards: unit, air: distance)
        let turn = wished > 0 ? 1 - (unit.x * label.direction.x + unit.y * label.direction.y) / wished : 0
        return (placed, 3 * turn + cost(placed, near))
      }
    }
  }

  /// In a direction, as near as leaves `air` between the marker and the nearest edge or corner of the text.
  private static func place(_ label: PointLabel, towards unit: Point, air: Double) -> Placed {
    let text = label.text
    let ink = text.inkBox(at: Point(0, 0), Anchor(.center, .middle))
    let (halfWidth, halfHeight) = (ink.width / 2, ink.height / 2)
    let clearance = label.radius + air
    let (across, down) = (abs(unit.x), abs(unit.y))
    let t: Double
    if down * halfWidth >= across * (halfHeight + clearance) {
      t = (halfHeight + clearance) / down
    } else if across * halfHeight >= down * (halfWidth + clearance) {
      t = (halfWidth + clearance) / across
    } else {
      // The corner is nearest: it lies on the circle of radius `clearance`.
      let along = across * halfWidth + down * halfHeight
      let rest = along * along - halfWidth * halfWidth - halfHeight * halfHeight + clearance * clearance
      t = along + max(rest, 0).squareRoot()
    }
    let middle = label.point + Point(unit.x * t, unit.y * t)
    // The ink's middle, not the text's, stands there: the two differ by what descenders would take.
    let center = middle - ink.center
    let box = text.inkBox(at: center, Anchor(.center, .middle))
    guard air > (distances.first ?? 0) else { return Placed(label: label, center: center, ink: box) }
    let nearest = box.nearest(to: label.point)
    let (dx, dy) = (nearest.x - label.point.x, nearest.y - label.point.y)
    let length = max(hypot(dx, dy), 1e-9)
    func at(_ distance: Double) -> Point { label.point + Point(dx / length * distance, dy / length * distance) }
    return Placed(label: label, center: center, ink: box, leader: (at(label.radius + 0.5), at(length - 1.2)))
  }

  // MARK: Costs

  private func cost(_ placed: Placed, _ near: [Rect]) -> Double {
    let room = placed.ink.inset(by: -1.2)
    var sum = near.reduce(0.0) { $0 + 6 * Self.covered(room, $1) }
    if !box.contains(placed.ink) { sum += 1000 }
    if let leader = placed.leader {
      sum += 10 + 0.4 * hypot(leader.to.x - leader.from.x, leader.to.y - leader.from.y)
      // Crossing a line, whose footprint is a row of small squares, is cheap; crossing markers and texts is not.
      for step in sampled([[leader.from, leader.to]]) {
        sum += near.reduce(0.0) { $0 + ($1.overlaps(step) ? ($1.width > 1.5 ? 5 : 0.5) : 0) }
      }
    }
    // Nearer to another point than to its own it would name that one.
    let own = placed.ink.distance(to: placed.label.point) - placed.label.radius
    let misleads = labels.contains { other in
      other.point != placed.label.point && placed.ink.distance(to: other.point) - other.radius < own + 0.5
    }
    if misleads { sum += placed.leader == nil ? 6 : 3 }
    return sum
  }

  private static func conflict(_ a: Placed, _ b: Placed) -> Double {
    var sum = 20 * covered(a.ink.inset(by: -1), b.ink)
    for (leader, ink) in [(a.leader, b.ink), (b.leader, a.ink)] {
      guard let leader else { continue }
      sum += 20 * sampled([[leader.from, leader.to]]).reduce(0.0) { $0 + ($1.overlaps(ink) ? 1 : 0) }
    }
    return sum
  }

  private static func covered(_ a: Rect, _ b: Rect) -> Double {
    a.intersection(b).map { $0.width * $0.height + 1 } ?? 0
  }
}

extension Rect {
  fileprivate func nearest(to p: Point) -> Point { Point(min(max(p.x, minX), maxX), min(max(p.y, minY), maxY)) }

  fileprivate func distance(to p: Point) -> Double {
    let q = nearest(to: p)
    return hypot(q.x - p.x, q.y - p.y)
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
