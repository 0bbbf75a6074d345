import Interpretability
import Plotting

/// A circuit as boxes and lines, from the tokens at the bottom to the logits at the top. What is needed is dark, the darker the more the
/// circuit loses without it; what is not needed is pale.
struct CircuitDiagram: Mark {
  /// All of a row, or half of it.
  enum Side {
    case left, middle, right
  }

  /// A box.
  struct Box: Hashable {
    var label: String
    /// What the circuit loses without it, 0 to 1; nil for what is not in it.
    var strength: Double?
    /// Which half of the diagram its row fills.
    var side = Side.middle
  }

  /// A line from one box to another.
  struct Link: Hashable {
    let from: String
    let to: String
    /// Written beside the line.
    var label: String
    var strength: Double
  }

  /// From the bottom up.
  let rows: [[Box]]
  let links: [Link]
  /// Said beside rows of which not all boxes are drawn.
  let notes: [Int: String]

  var extent: Extent { Extent() }
  var clips: Bool { false }

  /// The data range of both axes.
  static let range = 0.0...1.0

  /// Heads of paths stand at the left and MLPs at the right, so that paths that pass them can be seen.
  private func center(_ row: Int, _ column: Int) -> (x: Double, y: Double) {
    let share = (Double(column) + 0.5) / Double(max(1, rows[row].count))
    let x =
      switch rows[row][column].side {
      case .middle: share
      case .left: share / 2
      case .right: (share + 1) / 2
      }
    return (
      x,
      rows.count < 2 ? 0.5 : 0.06 + 0.88 * Double(row) / Double(rows.count - 1)
    )
  }

  private func place(_ label: String) -> (row: Int, column: Int)? {
    for (row, boxes) in rows.enumerated() {
      if let column = boxes.firstIndex(where: { $0.label == label }) { return (row, column) }
    }
    return nil
  }

  func draw(in frame: Frame, on drawing: inout Drawing) {
    for link in links { draw(link, in: frame, on: &drawing) }
    for (row, boxes) in rows.enumerated() {
      for (column, box) in boxes.enumerated() { draw(box, row, column, in: frame, on: &drawing) }
      if let note = notes[row], let p = frame.point(1, center(row, 0).y) {
        drawing.text(
          frame.typesetter.set(note, TextStyle(size: frame.style.annotationSize - 1)), at: Point(p.x, p.y + Self.half + 6),
          Anchor(.right, .middle), color: frame.style.quiet)
      }
    }
  }

  /// Half a box's height in points.
  private static let half = 7.5

  private func draw(_ link: Link, in frame: Frame, on drawing: inout Drawing) {
    guard let from = place(link.from), let to = place(link.to) else { return }
    let (start, end) = (center(from.row, from.column), center(to.row, to.column))
    guard let a = frame.point(start.x, start.y), let d = frame.point(end.x, end.y) else { return }
    // Lines that pass boxes of their own column bow to the left of them.
    let isPassing = start.x == end.x && (from.row + 1..<max(to.row, from.row + 1)).contains { center($0, 0).x == start.x }
    let bow = isPassing ? -0.06 * frame.box.width * Double(to.row - from.row - 1) : 0
    let middle = (a.y + d.y) / 2
    let points = (0...48).map { step -> Point in
      let t = Double(step) / 48
      let u = 1 - t
      let (b, c) = (Point(a.x + bow, middle), Point(d.x + bow, middle))
      return Point(
        u * u * u * a.x + 3 * u * u * t * b.x + 3 * u * t * t * c.x + t * t * t * d.x,
        u * u * u * a.y + 3 * u * u * t * b.y + 3 * u * t * t * c.y + t * t * t * d.y)
    }
    drawing.stroke(.polyline(points), Pen(Color.blue.opacity(0.75), width: 0.6 + 3 * min(max(link.strength, 0), 1)))
    guard !link.label.isEmpty else { return }
    drawing.text(
      frame.typesetter.set(link.label, TextStyle(size: frame.style.annotationSize - 1)), at: points[30], Anchor(.center, .middle),
      color: frame.style.ink, halo: frame.style.background)
  }

  private func draw(_ box: Box, _ row: Int, _ column: Int, in frame: Frame, on drawing: inout Drawing) {
    let middle = center(row, column)
    guard let p = frame.point(middle.x, middle.y) else { return }
    let room = frame.box.width / Double(max(1, rows[row].count)) - 3
    let sizes = [0, 1, 2].map { frame.style.annotationSize - $0 }
    let texts = sizes.map { frame.typesetter.set(box.label, TextStyle(size: $0, weight: .semibold)) }
    let text = texts.first { $0.width + 3 <= room } ?? texts[texts.count - 1]
    let width = min(max(text.width + 8, 20), max(room, 6))
    let rect = Rect(minX: p.x - width / 2, minY: p.y - Self.half, maxX: p.x + width / 2, maxY: p.y + Self.half)
    drawing.fill(.rectangle(rect), .white)
    let fill = box.strength.map { Color.blue.opacity(0.12 + 0.5 * min(max($0, 0), 1)) }
    if let fill { drawing.fill(.rectangle(rect), fill) }
    drawing.stroke(.rectangle(rect), Pen(box.strength == nil ? Color(0xD5D9DD) : .ink, width: 0.7))
    drawing.text(text, at: p, Anchor(.center, .middle), color: box.strength == nil ? Color(0x9AA3AD) : frame.style.ink)
  }
}
