import Addition
import Foundation
import Interpretability
import Plotting

extension Figure {
  /// The ten digits' token vectors in the plane with the circle that fits them best, and their angles around its centre.
  ///
  /// Wider tables are shown in the plane of their first two principal components, with the variance of all components beside.
  public static func tokenEmbedding(_ geometry: TokenGeometry, of subject: Subject) -> Figure {
    let isPlane = geometry.vectors.allSatisfy { $0.count == 2 }
    let second = isPlane ? [] : [TokenPanels.variance(geometry)]
    let width = geometry.vectors.first?.count ?? 0
    var caption = "Token vectors of the digits 0–9 as they enter the residual stream, from \(subject.phrase)"
    caption +=
      isPlane
      ? "; both of their dimensions are shown. "
      : "; of \(width) dimensions the plane of the first two principal components is shown, which holds "
        + "\(QuantityText.percent(geometry.planeVariance)) of the variance. "
    caption += TokenPanels.description(of: geometry)
    let panels =
      [TokenPanels.plane(geometry, isPlane: isPlane)] + (geometry.order.map { [TokenPanels.angles($0)] } ?? []) + second
    let misfit = geometry.circle?.relativeResidual ?? 1
    let title =
      geometry.order?.isMonotone != true || misfit >= 0.1
      ? "The ten digits' token vectors"
      : misfit < 0.02
        ? "The ten digits lie in order on an arc"
        : "The ten digits lie in order, within \(QuantityText.percent(misfit, 0)) of an arc"
    return Figure(
      height: 98, title: title, caption: caption, rows: [panels], columnWidths: [1.15, 1, 0.7].prefix(panels.count).map { $0 })
  }
}

/// The panels of figures about the ten digits.
enum TokenPanels {
  /// What the circle and the angles come to, in words.
  static func description(of geometry: TokenGeometry) -> String {
    guard let circle = geometry.circle, let order = geometry.order else {
      return "The points lie on a line, so no circle is fitted."
    }
    let isExact = circle.relativeResidual < 1e-4
    let fit =
      isExact
      ? "the circle through all ten points (radius \(QuantityText.short(circle.radius)))"
      : "the circle nearest to the ten points (radius \(QuantityText.short(circle.radius)), root-mean-square distance "
        + "\(QuantityText.percent(circle.relativeResidual)) of the radius)"
    let steps =
      order.stepDeviation < 1e-4
      ? "each digit is \(QuantityText.degrees(order.meanStep)) further than the one before"
      : "from digit to digit the angle turns by \(QuantityText.degrees(order.meanStep)) on average (standard deviation "
        + "\(QuantityText.degrees(order.stepDeviation))), \(order.isMonotone ? "always" : "not always") the same way"
    let design = geometry.arc.map { " The arc is built in; \(Self.learnedParts(of: $0))." } ?? ""
    return "Dashed: \(fit); \(steps).\(design)"
  }

  /// Such as `its radius and step are learned, its start is fixed`.
  private static func learnedParts(of arc: TokenGeometry.Arc) -> String {
    let parts = [("tok_arc_A", "radius"), ("tok_arc_start", "start"), ("tok_arc_stride", "step")]
    func words(_ isFixed: Bool, _ what: String) -> String? {
      let own = parts.filter { arc.fixed.contains($0.0) == isFixed }.map(\.1)
      return own.isEmpty ? nil : "its \(QuantityText.list(own)) \(own.count == 1 ? "is" : "are") \(what)"
    }
    return [words(false, "learned"), words(true, "fixed")].compactMap(\.self).joined(separator: ", ")
  }

  static func plane(_ geometry: TokenGeometry, isPlane: Bool) -> Panel {
    let points = geometry.plane
    var marks: [any Mark] = []
    if let circle = geometry.circle {
      let center = (x: circle.center[0], y: circle.center[1])
      marks.append(Arc(center: center, radius: circle.radius, pen: Pen(.silver, width: 0.9, dash: .dashed)))
      // Spokes to the first and the last digit open the arc for the eye.
      for point in [points.first, points.last].compactMap({ $0 }) {
        marks.append(Line(x: [center.x, point[0]], y: [center.y, point[1]], color: Color(0xD5D9DD), width: 0.8))
      }
      // Its label stands on the far side of a short arc.
      let mean = (0..<2).map { axis in points.reduce(0) { $0 + $1[axis] } / Double(max(points.count, 1)) }
      marks.append(
        Scatter(
          x: [center.x], y: [center.y], coloring: .uniform(.gray), marker: .plus, size: 6,
          labels: [circle.relativeResidual >= 0.1 ? "" : "radius \(QuantityText.short(circle.radius))"], labelColor: .gray,
          labelCenter: (mean[0], mean[1])))
    }
    marks.append(Line(x: points.map { $0[0] }, y: points.map { $0[1] }, color: Color(0xC4C9CE), width: 1))
    marks.append(
      Scatter(
        x: points.map { $0[0] }, y: points.map { $0[1] }, coloring: DigitColors.coloring(count: points.count), size: 6.5,
        labels: points.indices.map { "\($0)" },
        // Outwards from the centre, so that neighbours on a short arc cannot be mistaken for each other.
        labelCenter: geometry.circle.map { ($0.center[0], $0.center[1]) }))
    return Panel(
      title: "Digits in the plane", x: .linear(axis(0, geometry, isPlane)), y: .linear(axis(1, geometry, isPlane)), legend: .none,
      aspect: .equal, marks: marks)
  }

  private static func axis(_ index: Int, _ geometry: TokenGeometry, _ isPlane: Bool) -> String {
    if isPlane { return "Token dimension \(index)" }
    let shares = geometry.principalComponents.explainedVariance
    let share = shares.indices.contains(index) ? shares[index] : 0
    return "Principal component \(index + 1) (\(QuantityText.percent(share, 0)))"
  }

  /// The angles with the line of the mean step through their middle.
  static func angles(_ order: TokenGeometry.Order) -> Panel {
    let degrees = order.angles.map { $0 * 180 / .pi }
    let digits = degrees.indices.map(Double.init)
    let middle = degrees.reduce(0, +) / Double(degrees.count)
    let step = order.meanStep * 180 / .pi
    let ends = [0, Double(degrees.count - 1)]
    return Panel(
      title: "Angle around the centre",
      x: .linear("Digit", range: -0.5...9.5, ticks: .at(digits), format: .integer), y: .linear("Angle (degrees)"),
      marks: [
        Line(
          x: ends, y: ends.map { middle + step * ($0 - ends[1] / 2) }, name: "\(QuantityText.fixed(step, 1))° a digit",
          color: .silver, dash: .dashed),
        Scatter(x: digits, y: degrees, coloring: DigitColors.coloring(count: degrees.count), size: 6),
      ])
  }

  static func variance(_ geometry: TokenGeometry) -> Panel {
    let shares = geometry.principalComponents.explainedVariance
    return Panel(
      title: "Variance by component",
      x: .categories(shares.indices.map { "\($0 + 1)" }, label: "Principal component"),
      y: .linear("Share of variance", including: [0], format: .percent), legend: .none,
      marks: [Bars([.init(shares, colors: shares.indices.map { $0 < 2 ? .blue : Color(0xB9C0C7) })])])
  }
}
