import Addition
import Interpretability
import Plotting

extension Figure {
  /// What happens when two components are taken out at once: the first metric for every pair.
  static func ablationPairs(_ study: AblationStudy, _ ablation: Ablation, of subject: Subject) -> Figure {
    let map = AblationChanges(study, ablation)
    var names: [String] = []
    for name in map.rows.flatMap(\.component.members) where !names.contains(name) { names.append(name) }
    let values = names.map { first in
      names.map { second in
        map.change { first == second ? $0.component.name == first : Set($0.component.members) == [first, second] }
      }
    }
    // Few cells are large ones: the bar below is as wide as they are.
    let size = max(4.6 * Double(names.count), 44)
    return Figure(
      width: max(120, 70 + size), height: 66 + size, title: "What breaks when two components are taken out at once",
      subtitle: ablation.phrase(study.fixedValue), caption: map.caption(of: subject) + " On the diagonal, each alone.",
      rows: [
        [
          Panel(
            x: .categories(names, rotation: .degrees(90)), y: .categories(names),
            colorbar: Colorbar(map.colorLabel, side: .below, scale: map.scale), aspect: .equal,
            marks: [Heatmap(values, scale: map.scale, cellLabels: map.labels(values), isMasked: { $0 < $1 })])
        ]
      ])
  }

  /// What happens when a component is taken out at one position: the first metric for every component and position.
  static func ablationPositions(_ study: AblationStudy, _ ablation: Ablation, of subject: Subject) -> Figure {
    let map = AblationChanges(study, ablation)
    let components = map.unique(map.rows.compactMap(\.component.members.first))
    let positions = Set(map.rows.compactMap(\.component.position)).sorted()
    let labels = positions.map { position in
      map.rows.first { $0.component.position == position }.map { row in
        String(row.component.name.dropFirst((row.component.members.first?.count ?? 0) + " at ".count))
      } ?? "\(position)"
    }
    let values = components.map { name in
      positions.map { position in map.change { $0.component.position == position && $0.component.members == [name] } }
    }
    let places = PositionLabels(labels)
    let isSparse = values.joined().contains(where: \.isNaN)
    return Figure(
      width: 180, height: 62 + 4.6 * Double(components.count), title: "What breaks when a component is taken out at one position",
      subtitle: ablation.phrase(study.fixedValue),
      caption: map.caption(of: subject, gray: isSparse ? "nothing to take out at that position" : nil),
      rows: [
        [
          Panel(
            x: .categories(labels, label: "Position", rotation: .degrees(90), groups: places.groups),
            y: .categories(components), marks: [Heatmap(values, scale: map.scale, columnSeparators: places.separators)])
        ]
      ],
      colorbar: Colorbar(map.colorLabel, side: .below, scale: map.scale, stretch: 0.2...0.8))
  }

  /// What becomes of a metric that is a mean: by answer digit where it was sorted so, and over all digits with its interval.
  static func ablationMetric(
    _ study: AblationStudy, _ ablation: Ablation, _ metric: Metric, of subject: Subject
  ) -> Figure {
    let map = AblationChanges(study, ablation)
    let rows = Array(map.rows.prefix(48))
    var y = Axis.categories(rows.map(\.component.name))
    var panels: [Panel] = []
    var hasGray = false
    let isSorted = study.plan.groupings.contains(.place)
    if isSorted {
      let groups = (0..<Problem.sumDigits).map { DigitGroup.place($0) }
      let values = rows.map { row in groups.map { map.change(row, $0) } }
      hasGray = values.joined().contains(where: \.isNaN)
      panels.append(
        Panel(
          title: "By answer digit", x: .categories(groups.map(\.description), label: "Answer digit, units first"), y: y,
          marks: [Heatmap(values, scale: map.scale)]))
      y.ticks = .none
    }
    let overall = rows.map { $0[metric] }
    panels.append(
      Panel(
        title: "All digits", x: .linear(metric.title.capitalizingFirst), y: y, legend: .none,
        marks: [
          Bars(
            overall.map { $0?.value ?? .nan },
            intervals: overall.map { estimate in
              guard let lower = estimate?.lower, let upper = estimate?.upper else { return nil }
              return lower...upper
            }, color: Color(0x8A97A6), horizontal: true),
          ReferenceLine.vertical(map.before() ?? 0, pen: Pen(.ink, width: 0.8, dash: .dashed)),
        ]))
    // The bar is the figure's: a panel's own would make its rows lower than those of the bars beside them.
    return Figure(
      height: 62 + 5.2 * Double(rows.count), title: "What a component is worth", subtitle: ablation.phrase(study.fixedValue),
      caption: (isSorted
        ? map.caption(of: subject, gray: hasGray ? "no such digit to measure" : nil) : map.captionWithoutColors(of: subject))
        + " Bars: over all digits, with 95% bootstrap intervals; dashed, the whole model.",
      rows: [panels], columnWidths: isSorted ? [1, 0.8] : nil,
      colorbar: isSorted ? Colorbar(map.colorLabel, side: .below, scale: map.scale, stretch: 0.2...0.8) : nil)
  }
}

/// Changes of a study's first metric, for the figures.
struct AblationChanges {
  let study: AblationStudy
  let ablation: Ablation
  let metric: Metric
  let rows: [AblationStudy.Row]
  let scale: ColorScale

  init(_ study: AblationStudy, _ ablation: Ablation) {
    (self.study, self.ablation) = (study, ablation)
    metric = study.plan.metrics.first ?? .exact
    rows = study.rows.filter { $0.ablation == ablation }
    let groups = [DigitGroup.all] + (study.plan.groupings.contains(.place) ? DigitGroup.places : [])
    let changes = rows.flatMap { row in groups.map { Self.change(study, row, study.plan.metrics.first ?? .exact, $0) } }
    let greatest = changes.filter(\.isFinite).map(abs).max() ?? 0
    // A scale that stretches noise over all colors would mislead.
    scale = ColorScale(.tide, .symmetric(max(greatest, metric.isShare ? 5 : 1e-3)))
  }

  private static func change(_ study: AblationStudy, _ row: AblationStudy.Row, _ metric: Metric, _ group: DigitGroup) -> Double {
    let before = study.baselineMeasures.first { $0.metric == metric && $0.group == group }?.estimate.value
    guard let before, let after = row[metric, group]?.value else { return .nan }
    return (after - before) * (metric.isShare ? 100 : 1)
  }

  func change(_ row: AblationStudy.Row, _ group: DigitGroup = .all) -> Double { Self.change(study, row, metric, group) }

  /// The change of the row that is meant; NaN if there is none.
  func change(where isMeant: (AblationStudy.Row) -> Bool) -> Double { rows.first(where: isMeant).map { change($0) } ?? .nan }

  /// The metric of the model as it is.
  func before() -> Double? { study.baselineMeasures.first { $0.metric == metric && $0.group == .all }?.estimate.value }

  /// Names in their first order.
  func unique(_ names: [String]) -> [String] {
    var seen: [String] = []
    for name in names where !seen.contains(name) { seen.append(name) }
    return seen
  }

  /// Numbers in the cells of small maps.
  func labels(_ values: [[Double]]) -> Heatmap.CellLabels {
    values.count <= 24 ? .values(decimals: metric.isShare ? 0 : 1) : .none
  }

  var colorLabel: String { "Change of \(metric.title)" + (metric.isShare ? " (percentage points)" : "") }

  /// What colors mean, over how many problems; of gray cells, if there are any.
  func caption(of subject: Subject, gray: String? = nil) -> String {
    "Colors: the change of \(metric.title) against the whole model's (\(whole)), \(reading)."
      + (gray.map { " Gray: \($0)." } ?? "") + " " + origin(of: subject)
  }

  /// The same where nothing is colored.
  func captionWithoutColors(of subject: Subject) -> String {
    "\(metric.title.capitalizingFirst), \(reading); the whole model's: \(whole). " + origin(of: subject)
  }

  private var whole: String {
    before().map { metric.isShare ? QuantityText.percent($0) : QuantityText.fixed($0, 3) } ?? "nothing"
  }

  private var reading: String {
    study.plan.reading == .generated ? "with the model's own digits before" : "given the true digits before"
  }

  private func origin(of subject: Subject) -> String {
    "\(study.source.phrase.capitalizingFirst)\(ablation.reference(study)); \(subject.phrase)."
  }
}

extension DigitGroup {
  /// One group for each digit of the answer.
  fileprivate static var places: [DigitGroup] { (0..<Problem.sumDigits).map { .place($0) } }
}
