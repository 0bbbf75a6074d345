import Addition
import Foundation
import Interpretability
import Plotting

/// The panels of the positions' figure.
struct PositionPanels {
  let geometry: PositionGeometry
  let labels: PositionLabels

  init(_ geometry: PositionGeometry) {
    self.geometry = geometry
    labels = PositionLabels(geometry.positionLabels)
  }

  var width: Int { geometry.vectors.first?.count ?? 0 }

  /// Whether all three numbers use the same vectors.
  var isShared: Bool { geometry.sharing.allSatisfy { $0.samePlace == 0 } }

  private var points: [[Double]] {
    let wide = width <= 3 ? geometry.vectors : geometry.vectors.map(geometry.principalComponents.coordinates)
    return wide.map { Array(($0 + [0, 0]).prefix(2)) }
  }

  private func axisLabel(_ index: Int) -> String {
    if width <= 3 { return "Position dimension \(index)" }
    let shares = geometry.principalComponents.explainedVariance
    return "Principal component \(index + 1) (\(QuantityText.percent(shares.indices.contains(index) ? shares[index] : 0, 0)))"
  }

  /// The positions of places 0...9 of a number, units first.
  private func places(_ number: PositionGeometry.Number) -> [Int] {
    (0..<Problem.operandDigits).compactMap { labels.labels.firstIndex(of: "\(number.rawValue)\($0)") }
  }

  static func color(_ number: PositionGeometry.Number) -> Color {
    switch number {
    case .x: NumberColors.x
    case .y: NumberColors.y
    case .z: NumberColors.z
    }
  }

  /// Rings around dots: X and Y often share their places.
  static func marker(_ number: PositionGeometry.Number) -> Marker {
    switch number {
    case .x: .ring
    case .y: .circle
    case .z: .square
    }
  }

  static func size(_ number: PositionGeometry.Number) -> Double { number == .x ? 6.5 : number == .y ? 3.6 : 4.2 }

  /// The first two dimensions, or principal components where there are many.
  var plane: Panel {
    let points = points
    var marks: [any Mark] = []
    for number in isShared ? [.x] : PositionGeometry.Number.allCases {
      let places = places(number)
      let (x, y) = (places.map { points[$0][0] }, places.map { points[$0][1] })
      let color = Self.color(number)
      marks.append(Line(x: x, y: y, color: isShared ? Color(0xC4C9CE) : color.opacity(0.45), width: 1))
      marks.append(
        Scatter(
          x: x, y: y, coloring: isShared ? DigitColors.coloring(count: x.count) : .uniform(color),
          marker: isShared ? .circle : Self.marker(number), size: isShared ? 7 : Self.size(number),
          labels: places.indices.map { needsLabel(number, $0) ? "\($0)" : "" },
          labelColor: isShared ? nil : color.mixed(with: .ink, 0.35), name: isShared ? nil : number.rawValue))
    }
    // What has a vector of its own: the carry-out, the equals sign, and the plus sign unless it is zero.
    let tens = Set(PositionGeometry.Number.allCases.flatMap(places))
    let (others, outliers) = divided(points.indices.filter { !tens.contains($0) }, points, places: tens)
    let mean = (0..<2).map { axis in points.reduce(0) { $0 + $1[axis] } / Double(max(points.count, 1)) }
    let isZero = { (position: Int) in geometry.vectors[position].allSatisfy { $0 == 0 } }
    marks.append(
      Scatter(
        x: others.map { points[$0][0] }, y: others.map { points[$0][1] }, coloring: .uniform(.gray), marker: .diamond, size: 5,
        labels: others.map { labels.labels[$0] + (isZero($0) ? " (zero)" : "") }, labelCenter: (mean[0], mean[1])))
    let far = outliers.map { position in
      "\(labels.labels[position]) at (\(QuantityText.short(points[position][0])), \(QuantityText.short(points[position][1])))"
    }
    return Panel(
      title: isShared ? "Places 0–9, shared by X, Y and Z" : "Places 0–9 of X, Y and Z",
      subtitle: far.isEmpty ? nil : "Beyond the edge: \(QuantityText.list(far))", x: .linear(axisLabel(0)),
      y: .linear(axisLabel(1)), legend: .above, aspect: .equal, marks: marks)
  }

  /// Positions that are drawn, and those so far away that the places would be a dot: their coordinates are told instead.
  private func divided(_ others: [Int], _ points: [[Double]], places: Set<Int>) -> (near: [Int], far: [Int]) {
    let ranges = (0..<2).map { axis in
      let values = places.map { points[$0][axis] }
      return (low: values.min() ?? 0, high: values.max() ?? 0)
    }
    let span = ranges.map { $0.high - $0.low }.max() ?? 0
    let far = others.filter { position in
      (0..<2).contains { points[position][$0] < ranges[$0].low - span || points[position][$0] > ranges[$0].high + span }
    }
    return (others.filter { !far.contains($0) }, far)
  }

  /// A place of Y that lies where X's does has its label already.
  private func needsLabel(_ number: PositionGeometry.Number, _ place: Int) -> Bool {
    guard number == .y, !isShared else { return true }
    let points = points
    let spans = (0..<2).map { axis in
      let values = points.map { $0[axis] }
      return (values.max() ?? 0) - (values.min() ?? 0)
    }
    let (p, q) = (points[places(.x)[place]], points[places(.y)[place]])
    return hypot(p[0] - q[0], p[1] - q[1]) > 0.06 * (spans.max() ?? 0)
  }

  /// The cosine similarity of all positions.
  var similarity: Panel {
    let names = labels.labels
    let axis = Axis.categories(names, rotation: .degrees(90))
    let values = geometry.cosineSimilarity.map { $0.map { $0 ?? .nan } }
    return Panel(
      title: "Cosine similarity", x: axis, y: .categories(names),
      colorbar: Colorbar("Cosine similarity", ticks: .at([-1, -0.5, 0, 0.5, 1])), aspect: .equal,
      marks: [
        Heatmap(
          values, scale: ColorScale(.tide, .symmetric(1)), rowSeparators: labels.separators, columnSeparators: labels.separators)
      ])
  }
}
