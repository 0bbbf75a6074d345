import Interpretability
import Plotting

/// Estimates from gradients against what replacing does, a point a place and position.
struct ApproximationPanels {
  let table: ApproximationTable
  /// `nodes` or `edges`.
  let what: String

  init(_ table: ApproximationTable, _ what: String) { (self.table, self.what) = (table, what) }

  /// Approximations of noising, and one of something else; three at most.
  var row: [Panel] {
    let wanted: [(Approximation, Replacement)] = [
      (.attributionPatching, .noising), (.integratedGradients, .noising), (.gradientTimesInput, .zero),
      (.attributionPatching, .denoising), (.integratedGradients, .denoising),
    ]
    return Array(wanted.compactMap { panel($0.0, $0.1) }.prefix(3))
  }

  private typealias Point = (kind: AttributionStudy.Kind, estimate: Double, truth: Double)

  private func points(_ approximation: Approximation, _ replacement: Replacement) -> [Point] {
    table.rows.filter { $0.position != nil }.compactMap { row in
      row.effects.first { $0.approximation == approximation && $0.replacement == replacement }.flatMap { effect in
        effect.estimate.value.flatMap { x in effect.truth.value.map { (row.kind, x, $0) } }
      }
    }.filter { $0.estimate != 0 || $0.truth != 0 }
  }

  private func panel(_ approximation: Approximation, _ replacement: Replacement) -> Panel? {
    let points = points(approximation, replacement)
    guard !points.isEmpty else { return nil }
    let agreement = table.agreements.first {
      $0.approximation == approximation && $0.replacement == replacement && $0.kind == nil && $0.points == .positions
    }
    let ends: [Double] = points.map(\.estimate) + points.map(\.truth) + [0]
    let (low, high) = (ends.min() ?? 0, ends.max() ?? 0)
    let air = max(high - low, .leastNormalMagnitude) * 0.06
    let range = (low - air)...(high + air)
    let diagonal = [range.lowerBound, range.upperBound]
    let marks: [any Mark] = AttributionStudy.Kind.allCases.compactMap { kind in
      let own = points.filter { $0.kind == kind }
      guard !own.isEmpty else { return nil }
      return Scatter(
        x: own.map(\.estimate), y: own.map(\.truth), coloring: .uniform(Self.color(kind).opacity(0.75)), size: 3.2,
        name: kind.rawValue)
    }
    let verb = replacement == .zero ? "zeroing" : replacement.rawValue
    return Panel(
      title: "\(what.capitalizingFirst): \(Self.name(approximation)), \(verb)", subtitle: agreement.map(Self.words),
      x: .linear("Estimate of \(verb) (logits)", range: range), y: .linear("Run, \(verb) (logits)", range: range),
      marks: [Line(x: diagonal, y: diagonal, color: .silver, width: 0.8, dash: .dashed)] + marks)
  }

  /// One of its own for every kind; the palette has fewer.
  private static func color(_ kind: AttributionStudy.Kind) -> Color {
    switch kind {
    case .residual: .blue
    case .query: .vermilion
    case .key: .green
    case .value: .orange
    case .pattern: .purple
    case .mixture: .sky
    case .unit: .gray
    case .output: .ink
    case .edge: Color(0x8B5E3C)
    }
  }

  private static func name(_ approximation: Approximation) -> String {
    switch approximation {
    case .attributionPatching: "attribution patching"
    case .gradientTimesInput: "−gradient × input"
    case .integratedGradients: "integrated gradients"
    }
  }

  private static func words(_ agreement: Agreement) -> String {
    func coefficient(_ letter: String, _ estimate: Estimate) -> String {
      guard let value = estimate.value else { return "\(letter) –" }
      guard let lower = estimate.lower, let upper = estimate.upper else { return "\(letter) \(QuantityText.fixed(value, 2))" }
      return "\(letter) \(QuantityText.fixed(value, 2)) [\(QuantityText.fixed(lower, 2)), \(QuantityText.fixed(upper, 2))]"
    }
    return coefficient("r", agreement.pearson) + "; " + coefficient("\u{03C1}", agreement.spearman)
  }
}
