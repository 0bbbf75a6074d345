import Foundation
import Interpretability
import Plotting

/// Every dimension of the position vectors over the places 0...9, with the closest sinusoid.
extension PositionPanels {
  /// More would make a page that nobody reads.
  private static let mostCurves = 24

  /// Which dimensions have a panel.
  var shownDimensions: String {
    width <= Self.mostCurves ? "every dimension" : "the first \(Self.mostCurves) of \(width) dimensions"
  }

  /// One panel for every dimension shown.
  var curves: [Panel] {
    (0..<min(width, Self.mostCurves)).map { dimension in
      let curves = geometry.curves.filter { $0.dimension == dimension && (!isShared || $0.number == .x) }
      var panel = Panel(
        title: "Dimension \(dimension)", subtitle: fits(curves),
        x: .linear("Place", range: -0.5...9.5, ticks: .at([0, 3, 6, 9]), format: .integer),
        y: .linear(range: Self.range(curves.flatMap(\.values))), legend: .none,
        marks: curves.flatMap { marks($0) })
      if dimension == 0 { panel.y.label = "Value" }
      return panel
    }
  }

  /// The number of curves' panels in a row.
  var curvesPerRow: Int { width <= 4 ? max(width, 1) : 4 }

  /// How much of the variance each number's fit explains.
  private func fits(_ curves: [PositionGeometry.Curve]) -> String {
    let shares = curves.map { $0.fit.map { QuantityText.fixed($0.explainedVariance, 2) } ?? "–" }
    guard isShared, let fit = curves.first?.fit else {
      return "R^{2}: " + zip(curves, shares).map { "\($0.number.rawValue) \($1)" }.joined(separator: ", ")
    }
    if fit.isLine { return "A line, R^{2} \(QuantityText.fixed(fit.explainedByLine, 2))" }
    guard fit.isPeriodic, fit.explainedVariance > geometry.noiseLevel else {
      return "No period; best sinusoid R^{2} \(shares[0])"
    }
    return "Period \(QuantityText.short(1 / fit.frequency)), R^{2} \(shares[0])"
  }

  /// The values' range with air: a fit that swings far beyond the ten places it was made for must not flatten them.
  private static func range(_ values: [Double]) -> ClosedRange<Double>? {
    guard let low = values.min(), let high = values.max(), low < high else { return nil }
    let air = (high - low) * 0.2
    return low - air...high + air
  }

  /// The values and their fit, unless white noise would be fitted as well, or it says nothing of places left out.
  private func marks(_ curve: PositionGeometry.Curve) -> [any Mark] {
    let color = isShared ? Color.blue : Self.color(curve.number)
    let values = Scatter(
      x: curve.values.indices.map(Double.init), y: curve.values, coloring: .uniform(color),
      marker: isShared ? .circle : Self.marker(curve.number), size: isShared ? 4.5 : Self.size(curve.number))
    guard let fit = curve.fit, fit.explainedVariance > geometry.noiseLevel,
      fit.isPeriodic || fit.explainedByLine > geometry.noiseLevel
    else { return [values] }
    let x = Array(stride(from: 0.0, through: 9, by: 0.05))
    return [Line(x: x, y: x.map(fit.value), color: color.opacity(0.7), width: 1.1), values]
  }
}
