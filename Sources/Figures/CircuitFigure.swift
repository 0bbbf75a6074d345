import Addition
import Interpretability
import Plotting

extension Figure {
  /// A circuit: its parts and what they pass on, how much circuits of every size keep, and what each part transmits. Where no circuit was
  /// found, what the model loses without each part.
  public static func circuit(_ study: CircuitStudy, of subject: Subject) -> Figure {
    guard let curve = study.curve, !study.members.isEmpty else { return .withoutCircuit(study, of: subject) }
    let panels = CircuitPanels(study)
    let shown = panels.members.count
    let choice = shown < study.members.count ? " Of \(study.members.count) parts the \(shown) that are missed most." : ""
    let interval = study.circuit.flatMap { e in e.lower.flatMap { low in e.upper.map { (low, $0) } } }
    let kept = interval.map { " (95% interval \(panels.text($0.0)) to \(panels.text($0.1)))" } ?? ""
    return Figure(
      height: 88 + 12 + 5 * Double(shown), title: study.title, subtitle: study.verdict.sentence,
      caption:
        "a, what is dark is needed: the darker or wider, the more the circuit loses without it\(panels.letters). b, the best-ranked "
        + "\(study.plan.grain.words.many) kept, all others resample-ablated; 0 is everything ablated, 1 the whole model; the circuit is "
        + "the filled point; area under faithfulness over size (CPR) \(QuantityText.fixed(curve.performanceRatio, 2)), between it and "
        + "1 (CMD) \(QuantityText.fixed(curve.modelDistance, 2)). "
        + "c, answers' digits in percent that move when the part alone gets its value on a problem with other digits in the place, "
        + "another carry, or another carry that has come through a 9. d, what moves 10% or more (95% interval above 5%) is "
        + "transmitted: digits, by attention (routes digits) or anything else (base add); the carry without the digits (make carry), or "
        + "with them and not by attention (use carry); the carry through a 9 (sum-9 cascade). Metric: \(study.plan.metric.title)\(kept). "
        + "\(study.source.phrase.capitalizingFirst); searched on \(study.search.phrase); \(subject.phrase).\(choice)",
      rows: [[panels.diagram, panels.curve(curve)], [panels.roles, panels.words]],
      rowHeights: [88, 12 + 5 * Double(shown)], columnWidths: [1.25, 1])
  }

  private static func withoutCircuit(_ study: CircuitStudy, of subject: Subject) -> Figure {
    let rows = study.rows.prefix(48)
    let intervals = rows.map { row -> ClosedRange<Double>? in
      row.modelWithout.lower.flatMap { low in row.modelWithout.upper.map { low...max(low, $0) } }
    }
    let choice = rows.count < study.rows.count ? " Of \(grouped(study.rows.count)) parts the first \(rows.count)." : ""
    return Figure(
      height: 44 + 5 * Double(rows.count), title: study.title, subtitle: study.verdict.sentence,
      caption: "The model with one part resample-ablated, with 95% intervals; dashed, the whole model. "
        + "\(study.source.phrase.capitalizingFirst); \(subject.phrase).\(choice)",
      Panel(
        x: .linear(study.plan.metric.title, including: [0], format: study.plan.metric.isShare ? .percent : .number),
        y: .categories(rows.map { $0.part.name.replacing("->", with: "→") }), legend: .none,
        marks: [
          Bars(
            rows.map { $0.modelWithout.value ?? .nan }, intervals: intervals, color: Color(0x8A97A6), horizontal: true),
          ReferenceLine.vertical(study.whole.value ?? 0, pen: Pen(.ink, width: 0.8, dash: .dashed)),
        ]))
  }
}

extension CircuitStudy {
  private var number: String { "\(grouped(members.count)) of \(grouped(rows.count)) \(plan.grain.words.many)" }

  fileprivate var title: String {
    switch verdict.finding {
    case .circuit:
      plan.threshold >= CircuitVerdict.leastOfWhole
        ? "The circuit: \(number)"
        : "\(number) keep\(members.count == 1 ? "s" : "") \(QuantityText.percent(faithfulness ?? .nan)) of what the model does"
    case .spread: "Nearly all \(plan.grain.words.many) are needed: nothing is localised"
    case .elsewhere:
      plan.threshold >= CircuitVerdict.leastOfWhole
        ? "The model works without these \(plan.grain.words.many)"
        : "The threshold is reached without these \(plan.grain.words.many)"
    case .noTask: "There is nothing to localise"
    case .undecided: "Too few problems to find a circuit"
    case .notShown: "\(number): too few problems to show that they are enough"
    case .notConfirmed: "A circuit that does not hold on other problems"
    }
  }
}

/// The panels of the figure.
private struct CircuitPanels {
  let study: CircuitStudy
  /// The members that are shown, in the order of the computation.
  let members: [CircuitStudy.Row]

  init(_ study: CircuitStudy) {
    self.study = study
    let most = 40
    let missed = Set(study.members.compactMap(\.rank).sorted().prefix(most))
    members = study.members.filter { row in row.rank.map(missed.contains) ?? false }
  }

  /// What the letters at lines mean, where there are any.
  var letters: String { study.plan.grain == .edges ? "; q, k, v: read for queries, keys, values" : "" }

  func text(_ value: Double) -> String {
    study.plan.metric.isShare ? QuantityText.percent(value) : QuantityText.short(value)
  }

  var diagram: Panel {
    Panel(
      title: "Parts", x: .hidden(range: CircuitDiagram.range), y: .hidden(range: CircuitDiagram.range), legend: .none,
      marks: [CircuitDiagram(study)])
  }

  func curve(_ curve: FaithfulnessCurve) -> Panel {
    let points = curve.points
    // Intervals of the metric, carried over to faithfulness.
    func ends(_ end: (Estimate) -> Double?) -> [Double] {
      points.map { point in
        guard let at = end(point.metric), let all = study.whole.value, let none = study.ablated.value else {
          return point.faithfulness
        }
        return (at - none) / (all - none)
      }
    }
    let (low, high) = (ends(\.lower), ends(\.upper))
    return Panel(
      title: "Faithfulness over size",
      x: .linear("\(study.plan.grain.words.many.capitalizingFirst) kept", including: [0], format: .integer),
      y: .linear("Faithfulness", including: [0, 1]), legend: .none,
      marks: [
        ReferenceLine.horizontal(study.plan.threshold, label: "threshold"),
        Line(
          x: points.map { Double($0.kept) }, y: points.map(\.faithfulness), low: zip(low, high).map(min),
          high: zip(low, high).map(max),
          color: .blue, marker: points.count <= 32 ? .ring : nil),
        Scatter(x: [Double(study.members.count)], y: [study.faithfulness ?? .nan], coloring: .uniform(.vermilion), size: 7),
      ])
  }

  var roles: Panel {
    let values = members.map { row in CarryContrast.allCases.map { (row.role?[$0]?.rate ?? .nan) * 100 } }
    let texts = values.map { $0.map { $0.isFinite ? QuantityText.fixed($0, 0) : "" } }
    return Panel(
      title: "What each transmits", x: .categories(["digits", "carry", "carry through 9"], label: "What differs in the donor"),
      y: .categories(members.map { $0.part.name.replacing("->", with: "→") }), legend: .none,
      marks: [Heatmap(values, scale: ColorScale(.paper, .linear(0...100)), cellLabels: .texts(texts))])
  }

  var words: Panel {
    var y = Axis.hidden(range: -0.5...(Double(members.count) - 0.5))
    y.reversed = true
    return Panel(
      title: "In the field's words", x: .hidden(range: 0...1), y: y, legend: .none,
      marks: members.enumerated().map { index, row in
        let words = row.role?.words.map(\.rawValue) ?? []
        return Annotation(
          words.isEmpty ? "none of these" : words.joined(separator: ", "), x: 0, y: Double(index), offset: Point(4, 0))
      })
  }
}
