import Addition
import Foundation
import Interpretability
import Plotting

/// A sum written by hand, units at the right, with a head's attention drawn as curves. Columns are one unit apart.
struct AdditionDiagram: Mark {
  /// The data ranges that show all of it.
  static let width = -2.3...11.7
  static let height = -1.75...5.0
  /// Weights below this are not drawn.
  static let least = 0.03

  private let explanation: Explanation
  private let head: Int
  private static let half = 0.3
  /// Dark, so that it is no shade of the carries.
  private static let wrong = Color(0x7A1F2B)
  private enum Row {
    static let kinds = -1.45
    static let carries = -0.8
    static let x = 0.0
    static let y = 1.0
    static let z = 3.3
    static let margins = 4.7
  }

  init(_ explanation: Explanation, head: Int) {
    self.explanation = explanation
    self.head = head
  }

  var extent: Extent { Extent() }
  var clips: Bool { false }

  func keys(in frame: Frame) -> [LegendKey] {
    let shown = Set(edges.filter { !Self.isSign($0.target) }.map(\.target.role))
    var keys = KeyRole.allCases.filter(shown.contains).map {
      LegendKey(
        .line(Pen(RoleColors.color($0), width: 2.2), marker: nil, band: nil), $0 == .other ? "other places" : $0.rawValue)
    }
    let signs = explanation.signs.filter { sign in edges.contains { $0.target.label == sign } && sign != "=" }
    if !signs.isEmpty {
      keys.append(LegendKey(.line(Pen(Self.signs, width: 2.2), marker: nil, band: nil), signs.joined(separator: ", ")))
    }
    return keys
  }

  // MARK: Geometry

  private struct Place: Hashable {
    var x, y: Double
  }

  private static func column(_ place: Int) -> Double { Double(Problem.operandDigits - place) }

  /// Where a token stands on the page: numbers in their rows, `+` before the second one, `=` where the answer begins.
  private static func place(of label: String) -> Place? {
    if let digit = Int(label.dropFirst()) {
      switch label.first {
      case "X": return Place(x: column(digit), y: Row.x)
      case "Y": return Place(x: column(digit), y: Row.y)
      case "Z": return Place(x: column(digit), y: Row.z)
      default: return nil
      }
    }
    switch label {
    case "BOS": return Place(x: 0, y: Row.x)
    case "+": return Place(x: 0, y: Row.y)
    case "+'": return Place(x: 11, y: Row.y)
    case "=": return Place(x: 11, y: Row.z)
    default: return nil
    }
  }

  /// A key that is no digit and has no part in every model: it is named where it holds weight.
  private static func isSign(_ target: Explanation.Target) -> Bool {
    target.role == .other && Int(target.label.dropFirst()) == nil
  }

  private static let signs = Color(0x6B4FA0)

  private static func color(_ target: Explanation.Target) -> Color { isSign(target) ? signs : RoleColors.color(target.role) }

  private var edges: [(digit: Int, target: Explanation.Target)] {
    explanation.digits.flatMap { digit in
      digit.heads.indices.contains(head)
        ? digit.heads[head].targets.filter { $0.weight >= Self.least }.map { (digit.place, $0) } : []
    }
  }

  /// A curve from an answer digit's box to a token's, through the gaps between columns.
  private static func curve(from digit: Int, to end: Place, isOwnPlace: Bool) -> [Place] {
    let start = Place(x: column(digit), y: Row.z - half)
    switch end.y {
    case Row.x:
      // Behind the second operand: down its left side, then into the box from the left.
      // Two ways, so that what comes from the next column does not hide behind what comes from below.
      let (gap, side) = isOwnPlace ? (end.x - 0.46, end.y) : (end.x - 0.57, end.y + 0.16)
      let middle = Place(x: gap, y: Row.y)
      return bezier(start, Place(x: start.x, y: 2.2), Place(x: gap, y: 2.2), middle)
        + bezier(middle, Place(x: gap, y: 0.45), Place(x: gap, y: side + 0.1), Place(x: end.x - half, y: side))
    case Row.y:
      let foot = Place(x: end.x, y: Row.y + half)
      return bezier(start, Place(x: start.x, y: 2.3), Place(x: foot.x, y: 2.2), foot)
    default:
      // Within the answer: a bow under the boxes, begun behind them. Short bows hang within long ones.
      let distance = end.x - start.x
      let inwards = (abs(distance) > 1 ? -0.12 : 0.12) * (distance < 0 ? -1 : 1)
      let (a, b) = (Place(x: start.x + inwards, y: Row.z + 0.2), Place(x: end.x - inwards, y: Row.z + 0.2))
      let depth = Row.z + half + min(0.38 + 0.06 * abs(distance), 1.05)
      return bezier(a, Place(x: a.x, y: depth), Place(x: b.x, y: depth), b)
    }
  }

  private static func bezier(_ a: Place, _ b: Place, _ c: Place, _ d: Place) -> [Place] {
    (0...64).map { step in
      let t = Double(step) / 64
      let u = 1 - t
      let weights = (u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t)
      return Place(
        x: weights.0 * a.x + weights.1 * b.x + weights.2 * c.x + weights.3 * d.x,
        y: weights.0 * a.y + weights.1 * b.y + weights.2 * c.y + weights.3 * d.y)
    }
  }

  // MARK: Drawing

  func draw(in frame: Frame, on drawing: inout Drawing) {
    // The line that is drawn under a sum by hand.
    if let a = frame.point(-0.5, 1.62), let b = frame.point(10.5, 1.62) {
      drawing.stroke(.line(a, b), Pen(.silver, width: 0.8))
    }
    // What plays no part first, and wide curves before narrow ones, which they would hide.
    let order = edges.sorted { a, b in
      let (other, another) = (a.target.role == .other, b.target.role == .other)
      return other == another ? a.target.weight > b.target.weight : other
    }
    for (digit, target) in order {
      guard let end = Self.place(of: target.label) else { continue }
      let points = Self.curve(from: digit, to: end, isOwnPlace: target.role == .firstDigit).compactMap { frame.point($0.x, $0.y) }
      let pen = Pen(Self.color(target).opacity(0.85), width: 0.4 + 3.4 * target.weight)
      drawing.stroke(.polyline(points), pen)
    }
    rows(in: frame, on: &drawing)
    columns(in: frame, on: &drawing)
    answer(in: frame, on: &drawing)
  }

  private func rows(in frame: Frame, on drawing: inout Drawing) {
    let names = [
      ("place", Row.kinds), ("carry", Row.carries), ("X", Row.x), ("Y", Row.y), ("answer Z", Row.z),
      ("logit margin", Row.margins),
    ]
    for (name, y) in names {
      guard let p = frame.point(-0.75, y) else { continue }
      drawing.text(
        frame.typesetter.set(name, TextStyle(size: frame.style.labelSize)), at: p, Anchor(.right, .middle),
        color: frame.style.quiet)
    }
    for (label, place) in explanation.signs.compactMap({ label in Self.place(of: label).map { (label, $0) } }) {
      box(place, label, fill: .white, outline: Color(0xD5D9DD), in: frame, on: &drawing)
    }
  }

  private func columns(in frame: Frame, on drawing: inout Drawing) {
    let small = TextStyle(size: frame.style.annotationSize, weight: .semibold)
    for digit in explanation.digits {
      let x = Self.column(digit.place)
      if digit.carryIn, let p = frame.point(x, Row.carries) {
        drawing.fill(.circle(center: p, radius: 6.2), Color.vermilion)
        drawing.text(frame.typesetter.set("1", small), at: p, Anchor(.center, .middle), color: .white)
      }
      guard let kind = digit.kind, digit.place < Problem.operandDigits else { continue }
      let letter: (text: String, color: Color)? =
        switch kind {
        case .generate: ("G", .vermilion)
        case .propagate: ("P", Color(0xA66F00))
        case .kill: nil
        }
      if let letter, let p = frame.point(x, Row.kinds) {
        drawing.text(frame.typesetter.set(letter.text, small), at: p, Anchor(.center, .middle), color: letter.color)
      }
      let fill: Color = kind == .generate ? Color(0xFBE3D6) : kind == .propagate ? Color(0xFCF0CF) : Color(0xF1F3F5)
      let problem = explanation.problem
      box(Place(x: x, y: Row.x), "\(problem.aDigits[digit.place])", fill: fill, in: frame, on: &drawing)
      box(Place(x: x, y: Row.y), "\(problem.bDigits[digit.place])", fill: fill, in: frame, on: &drawing)
    }
  }

  private func answer(in frame: Frame, on drawing: inout Drawing) {
    for digit in explanation.digits {
      let place = Place(x: Self.column(digit.place), y: Row.z)
      let wrong = !digit.isCorrect
      box(
        place, wrong ? "\(digit.predicted.label)_{≠\(digit.expected)}" : digit.predicted.label,
        fill: wrong ? Self.wrong : .white, outline: wrong ? Self.wrong : .ink, text: wrong ? .white : nil, in: frame,
        on: &drawing)
      guard let p = frame.point(place.x, Row.margins) else { continue }
      drawing.text(
        frame.typesetter.set(QuantityText.short(digit.margin), TextStyle(size: frame.style.annotationSize)), at: p,
        Anchor(.center, .middle), color: frame.style.quiet)
    }
  }

  private func box(
    _ place: Place, _ text: String, fill: Color, outline: Color? = nil, text color: Color? = nil, in frame: Frame,
    on drawing: inout Drawing
  ) {
    guard let a = frame.point(place.x - Self.half, place.y - Self.half),
      let b = frame.point(place.x + Self.half, place.y + Self.half), let middle = frame.point(place.x, place.y)
    else { return }
    let rect = Rect(minX: min(a.x, b.x), minY: min(a.y, b.y), maxX: max(a.x, b.x), maxY: max(a.y, b.y))
    let size = text.count > 2 && !text.contains("{") ? 6.5 : 10.0
    drawing.fill(.rectangle(rect), fill)
    drawing.stroke(.rectangle(rect), Pen(outline ?? Color(0xC4C9CE), width: 0.7))
    drawing.text(
      frame.typesetter.set(text, TextStyle(size: size, weight: .semibold)), at: middle, Anchor(.center, .middle),
      color: color ?? frame.style.ink)
  }
}
