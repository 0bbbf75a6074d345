import Addition
import Foundation
import Interpretability
import Plotting

extension Figure {
  /// The position vectors: their plane, their cosine similarities, and every dimension over the places of a number with the
  /// closest sinusoid.
  public static func positions(_ geometry: PositionGeometry, of subject: Subject) -> Figure {
    let panels = PositionPanels(geometry)
    let curves = panels.curves
    let perRow = curves.count <= 4 ? max(curves.count, 1) : (curves.count + 1) / 2
    var rows = [[panels.plane, panels.similarity]]
    for start in stride(from: 0, to: curves.count, by: perRow) {
      rows.append(Array(curves[start..<min(start + perRow, curves.count)]))
    }
    let shared =
      panels.isShared
      ? "X, Y and Z use the same ten vectors, so that their points and curves coincide. "
      : "Mean distance of equal places relative to different places: "
        + geometry.sharing.map {
          "\($0.first.rawValue)–\($0.second.rawValue) \($0.relativeDistance.map { QuantityText.fixed($0, 2) } ?? "–")"
        }.joined(separator: ", ") + " (0: shared, 1: unrelated). "
    let plane =
      panels.width <= 3
      ? "a, the first two of \(panels.width) position dimensions"
      : "a, the first two principal components of \(panels.width) dimensions "
        + "(\(QuantityText.percent(geometry.principalComponents.explainedVariance.prefix(2).reduce(0, +), 0)) of the variance)"
    return Figure(
      height: 92 + 46 * Double(rows.count - 1), title: "How positions are written",
      subtitle: "Place i of a number is its digit of 10^{i}",
      caption:
        "Position vectors as they enter the residual stream, from \(subject.phrase): \(plane); b, cosine similarity of all "
        + "\(geometry.positionLabels.count) positions (gray: a zero vector has none); below, every dimension over the places 0–9 "
        + "with the closest sinusoid plus line (R^{2} in the titles; white noise reaches "
        + "\(QuantityText.fixed(geometry.noiseLevel, 2)) in 95% of \(grouped(geometry.noiseDraws)) draws). \(shared)",
      rows: rows, rowHeights: [92] + Array(repeating: 42, count: rows.count - 1))
  }
}

/// The panels of the positions' figure.
private struct PositionPanels {
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
    let wide = width <= 3 ? geometry.vectors : geometry.principalComponents.coordinates
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

  private static func color(_ number: PositionGeometry.Number) -> Color {
    switch number {
    case .x: NumberColors.x
    case .y: NumberColors.y
    case .z: NumberColors.z
    }
  }

  var plane: Panel {
    let points = points
    var marks: [any Mark] = []
    for number in isShared ? [.x] : PositionGeometry.Number.allCases {
      let places = places(number)
      let (x, y) = (places.map { points[$0][0] }, places.map { points[$0][1] })
      let color = Self.color(number)
      marks.append(
        Line(
          x: x, y: y, name: isShared ? nil : number.rawValue, color: isShared ? Color(0xC4C9CE) : color.opacity(0.55), width: 1))
      marks.append(
        Scatter(
          x: x, y: y, coloring: isShared ? DigitColors.coloring(count: x.count) : .uniform(color), size: isShared ? 7 : 5,
          labels: places.indices.map(String.init)))
    }
    // What has a vector of its own: the carry-out, the equals sign, and the plus sign unless it is zero.
    let tens = Set(PositionGeometry.Number.allCases.flatMap(places))
    let others = points.indices.filter { !tens.contains($0) }
    let isZero = { (position: Int) in geometry.vectors[position].allSatisfy { $0 == 0 } }
    marks.append(
      Scatter(
        x: others.map { points[$0][0] }, y: others.map { points[$0][1] }, coloring: .uniform(.gray), marker: .diamond, size: 5,
        labels: others.map { labels.labels[$0] + (isZero($0) ? " (zero)" : "") }))
    return Panel(
      title: isShared ? "Places 0–9, shared by X, Y and Z" : "Places 0–9 of X, Y and Z", x: .linear(axisLabel(0)),
      y: .linear(axisLabel(1)), aspect: .equal, marks: marks)
  }

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

  var curves: [Panel] {
    (0..<width).map { dimension in
      let curves = geometry.curves.filter { $0.dimension == dimension }
      let shown = isShared ? curves.filter { $0.number == .x } : curves
      var marks: [any Mark] = []
      for curve in shown {
        let color = isShared ? Color.blue : Self.color(curve.number)
        if let fit = curve.fit {
          let x = stride(from: 0.0, through: 9, by: 0.05).map { $0 }
          marks.append(Line(x: x, y: x.map(fit.value), color: color.opacity(0.6), width: 1.1))
        }
        marks.append(
          Scatter(
            x: curve.values.indices.map(Double.init), y: curve.values, coloring: .uniform(color), size: 4))
      }
      let fits = shown.map { curve in curve.fit.map { QuantityText.fixed($0.explainedVariance, 2) } ?? "–" }
      let fit = fits.joined(separator: ", ")
      var panel = Panel(
        title: "dim \(dimension): R^{2} \(fit)",
        x: .linear("Place", range: -0.5...9.5, ticks: .at([0, 3, 6, 9]), format: .integer), y: .linear(), legend: .none,
        marks: marks)
      if dimension == 0 { panel.y.label = "Value" }
      return panel
    }
  }
}
