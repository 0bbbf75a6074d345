import Addition
import Foundation
import Interpretability

/// The main numbers behind the figures, as Markdown.
enum ReportTables {
  /// With a fixed number of decimals; zero has no sign.
  static func fixed(_ value: Double, _ decimals: Int = 2) -> String {
    let text = String(format: "%.\(decimals)f", value)
    return text.contains { ("1"..."9").contains($0) } ? text : String(text.drop { $0 == "-" })
  }
  private static func degrees(_ radians: Double) -> String { fixed(radians * 180 / .pi, 1) + "°" }

  /// Circle and order of the digits.
  static func tokens(_ geometry: TokenGeometry) -> String {
    var table = MarkdownTable([("quantity", .left), ("value", .right)])
    if let arc = geometry.arc {
      func kind(_ name: String) -> String { arc.fixed.contains(name) ? "fixed arc" : "learned arc" }
      table.add(["\(kind("tok_arc_A")): amplitude", fixed(arc.amplitude, 3)])
      table.add(["\(kind("tok_arc_start")): start", degrees(arc.start)])
      table.add(["\(kind("tok_arc_stride")): step from digit to digit", degrees(arc.stride)])
    }
    table.add(["variance in the plane shown", fixed(geometry.planeVariance * 100, 1) + "%"])
    if let circle = geometry.circle, let order = geometry.order {
      table.add(["fitted circle: radius", fixed(circle.radius, 3)])
      table.add(["fitted circle: distance of the digits, root mean square, in radii", fixed(circle.relativeResidual, 4)])
      table.add(["mean step from digit to digit", degrees(order.meanStep)])
      table.add(["standard deviation of the nine steps", degrees(order.stepDeviation)])
      table.add(["all steps turn the same way", order.isMonotone ? "yes" : "no"])
    }
    return table.text
  }

  /// The sinusoid of every dimension, and what the three numbers share.
  static func positions(_ geometry: PositionGeometry) -> String {
    var fits = MarkdownTable([
      ("number", .left), ("dimension", .right), ("period (places)", .right), ("amplitude", .right), ("slope", .right),
      ("R², sinusoid and line", .right), ("R², line alone", .right), ("left out: both", .right), ("line", .right),
    ])
    let isShared = geometry.sharing.allSatisfy { $0.samePlace == 0 }
    for curve in geometry.curves where !isShared || curve.number == .x {
      let name = isShared ? "X, Y, Z" : curve.number.rawValue
      guard let fit = curve.fit else {
        fits.add([name, "\(curve.dimension)", "constant", "", "", "", "", "", ""])
        continue
      }
      fits.add([
        name, "\(curve.dimension)", fit.isPeriodic ? fixed(1 / fit.frequency) : "–",
        fit.isPeriodic ? fixed(fit.amplitude) : "–", fixed(fit.slope), fixed(fit.explainedVariance), fixed(fit.explainedByLine),
        fixed(fit.heldOutVariance), fixed(fit.heldOutVarianceByLine),
      ])
    }
    var sharing = MarkdownTable([("numbers", .left), ("distance of equal places", .right), ("of different places", .right)])
    for pair in geometry.sharing {
      sharing.add(["\(pair.first.rawValue) and \(pair.second.rawValue)", fixed(pair.samePlace, 3), fixed(pair.otherPlace, 3)])
    }
    return "On ten places of white noise, the best sinusoid and line reach R² \(fixed(geometry.noiseLevel)) in 95% of "
      + "\(geometry.noiseDraws) draws. *Left out*: R² where each place is predicted from the other nine; there is a period only where "
      + "the sinusoid does that better than the line.\n\n\(fits.text)\n\(sharing.text)"
  }

  /// Where every head looks for each digit of the answer.
  static func attention(_ summary: AttentionSummary) -> String {
    summary.heads.map { head in
      var table = MarkdownTable(
        [("digit", .left)] + KeyRole.allCases.map { ("`\($0.rawValue)`", .right) } + [
          ("entropy (bits)", .right), ("top keys", .left),
        ])
      for digit in head.digits {
        let top = digit.topKeys.prefix(3).map { "\($0.label) \(fixed($0.weight))" }.joined(separator: ", ")
        table.add(["Z\(digit.place)"] + digit.roles.map { fixed($0.share) } + [fixed(head.entropy[digit.query]), top])
      }
      return
        "Head \(head.name): mean attention of the query that predicts a digit, by what the key is to digit i.\n\n\(table.text)"
    }.joined(separator: "\n")
  }

  /// Whole answers that stay right, component by component.
  static func ablation(_ study: AblationStudy) -> String {
    var kinds: [Ablation] = []
    for row in study.rows where !kinds.contains(row.ablation) { kinds.append(row.ablation) }
    var components: [String] = []
    for row in study.rows where !components.contains(row.component.name) { components.append(row.component.name) }
    var table = MarkdownTable([("taken out", .left)] + kinds.map { ("\($0.rawValue)", .right) })
    table.add(["nothing"] + kinds.map { _ in study.baseline.exact.description })
    for component in components {
      table.add([component] + kinds.map { study.row(component, $0)?.accuracy.exact.description ?? "–" })
    }
    return "Problems with all eleven digits right, each predicted from the true digits before it, with 95% Wilson intervals. "
      + "Edges (`to`) replace attention weights, values (`value of`) what is read there. An edge's mean or resample does "
      + "nothing where attention depends on positions alone.\n\n\(table.text)"
  }

  /// Exact matches for every length of the longest carry chain.
  static func carry(_ accuracy: CarryAccuracy) -> String {
    var table = MarkdownTable([("longest chain", .right), ("right", .right), ("wrong", .right), ("95% interval", .right)])
    for row in accuracy.rows where row.accuracy.total > 0 { table.add(["\(row.longestChain)"] + cells(row.accuracy)) }
    table.add(["all"] + cells(accuracy.overall))
    return table.text
  }

  /// Right of all, wrong, interval.
  static func cells(_ accuracy: Proportion) -> [String] {
    [
      "\(grouped(accuracy.count)) of \(grouped(accuracy.total))", grouped(accuracy.total - accuracy.count),
      accuracy.interval95.description,
    ]
  }
}
