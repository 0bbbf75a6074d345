import Addition
import Interpretability
import Plotting

extension Figure {
  /// What each component is worth: the change of every answer digit's accuracy when it is taken out, apart for digits with and
  /// without an incoming carry, and beside it how many whole answers stay right.
  ///
  /// Shows the study's rows of one ablation, but none that repeats another, and of many only those that change most. Of pairs and
  /// of components position by position it is a map instead, and of a metric that is a mean, that metric.
  public static func ablation(_ study: AblationStudy, _ ablation: Ablation, of subject: Subject) -> Figure {
    if study.rows.contains(where: { $0.component.group == .pair }) { return ablationPairs(study, ablation, of: subject) }
    if study.rows.contains(where: { $0.component.position != nil }) { return ablationPositions(study, ablation, of: subject) }
    if let metric = study.plan.metrics.first, !metric.isShare {
      return ablationMetric(study, ablation, metric, of: subject)
    }
    let distinct = study.rows.filter { $0.ablation == ablation && !study.repeatsAnother($0) }
    let panels = AblationPanels(study, study.mostChanged(distinct, most: 48))
    let choice =
      panels.rows.count < distinct.count
      ? " Of \(distinct.count) components the \(panels.rows.count) that change the accuracy most." : ""
    let hasValues = panels.rows.contains { $0.component.group == .value }
    let roles = hasValues ? " \"To\" replaces attention weights to keys of a role, \"value of\" what is read there." : ""
    return Figure(
      height: 52 + 5.2 * Double(panels.rows.count), title: "What breaks when a component is taken out",
      subtitle: ablation.phrase(study.fixedValue),
      caption: "Cells: next-digit accuracy in percent with the component taken out, given the true digits before; colors: its "
        + "difference from the whole model's (blue lost, red gained). Z0 is the units digit and never receives a carry. "
        + "c, answers with all eleven digits right, with 95% Wilson intervals; dashed, the whole model "
        + "(\(study.baseline.exact.percent)). \(study.source.phrase.capitalizingFirst)\(ablation.reference(study)); "
        + "\(subject.phrase).\(roles)\(choice)",
      rows: [[panels.heatmap(carry: false), panels.heatmap(carry: true), panels.exact]], columnWidths: [1, 1, 0.55],
      colorbar: Colorbar("Change of accuracy (percentage points)", side: .below, scale: panels.scale, stretch: 0.2...0.8))
  }
}

extension AblationStudy {
  /// Whether a row says again what another one says: all the attention of a block with one head is that head, and a value of zero
  /// is, in the last block, a weight of zero.
  fileprivate func repeatsAnother(_ row: Row) -> Bool {
    let component = row.component
    return rows.contains { other in
      guard other.ablation == row.ablation, other.component.layer == component.layer, other.accuracy == row.accuracy else {
        return false
      }
      return switch (component.group, other.component.group) {
      case (.attention, .head): heads(of: component.layer) == 1
      case (.value, .edge):
        row.ablation == .zero && other.component.head == component.head && other.component.role == component.role
      default: false
      }
    }
  }

  private func heads(of layer: Int?) -> Int {
    Set(rows.lazy.map(\.component).filter { $0.group == .head && $0.layer == layer }.map(\.head)).count
  }

  /// The rows whose digits' accuracies differ most from the whole model's, in their order.
  fileprivate func mostChanged(_ rows: [Row], most: Int) -> [Row] {
    guard rows.count > most else { return rows }
    let changes = rows.map { row in
      zip(row.accuracy.digits, baseline.digits).reduce(0) { sum, digits in
        sum + abs((digits.0.overall.rate ?? 0) - (digits.1.overall.rate ?? 0))
      }
    }
    let chosen = rows.indices.sorted { (changes[$0], $1) > (changes[$1], $0) }.prefix(most)
    return chosen.sorted().map { rows[$0] }
  }
}

extension String {
  /// With a capital at the beginning.
  var capitalizingFirst: String { prefix(1).uppercased() + dropFirst() }
}

extension Ablation {
  /// What the ablation does.
  func phrase(_ value: Float) -> String {
    switch self {
    case .fixed: "Fixed: the activation becomes \(value)"
    case .zero: "Zero ablation: the activation becomes zero"
    case .mean: "Mean ablation: the activation becomes its mean over other problems, position by position"
    case .resample: "Resample ablation: the activation becomes what it is on another problem"
    }
  }

  /// Where the replacements come from.
  func reference(_ study: AblationStudy) -> String {
    switch self {
    case .zero, .fixed: ""
    case .mean: ", means over \(study.reference.phrase)"
    case .resample: ", replacements from \(study.reference.phrase)"
    }
  }
}

/// The panels of the ablation figure: rows are components, columns answer digits.
private struct AblationPanels {
  let study: AblationStudy
  let rows: [AblationStudy.Row]
  let scale: ColorScale

  init(_ study: AblationStudy, _ rows: [AblationStudy.Row]) {
    self.study = study
    self.rows = rows
    let all = rows.flatMap { row in [false, true].flatMap { Self.changes(row, study, carry: $0) } }
    // At least five points: a scale that stretches noise over all colors would mislead.
    scale = ColorScale(.tide, .symmetric(max(all.filter(\.isFinite).map(abs).max() ?? 5, 5)))
  }

  private static func accuracy(_ digit: AnswerAccuracy.Digit, carry: Bool) -> Proportion {
    carry ? digit.withCarry : digit.withoutCarry
  }

  /// Percentage points, negative where accuracy is lost; NaN where there is no such problem.
  private static func changes(_ row: AblationStudy.Row, _ study: AblationStudy, carry: Bool) -> [Double] {
    zip(row.accuracy.digits, study.baseline.digits).map { after, before in
      guard let a = accuracy(after, carry: carry).rate, let b = accuracy(before, carry: carry).rate else { return .nan }
      return (a - b) * 100
    }
  }

  /// Lines where a new kind of component begins.
  private var separators: [Int] { rows.indices.dropFirst().filter { rows[$0].component.group != rows[$0 - 1].component.group } }

  func heatmap(carry: Bool) -> Panel {
    let names = rows.map(\.component.name)
    var y = Axis.categories(names)
    if carry { y.ticks = .none }
    let values = rows.map { Self.changes($0, study, carry: carry) }
    let texts = rows.map { row in
      row.accuracy.digits.map { digit in
        Self.accuracy(digit, carry: carry).rate.map { QuantityText.fixed($0 * 100, 0) } ?? ""
      }
    }
    return Panel(
      title: carry ? "A carry enters the digit" : "No carry enters the digit",
      x: .categories(study.baseline.digits.map { "\($0.place)" }, label: "Answer digit Z_{i}, units first"), y: y, legend: .none,
      marks: [Heatmap(values, scale: scale, cellLabels: .texts(texts), rowSeparators: separators)])
  }

  var exact: Panel {
    var y = Axis.categories(rows.map(\.component.name))
    y.ticks = .none
    let intervals = rows.map { row -> ClosedRange<Double>? in
      let interval = row.accuracy.exact.interval95
      return interval.lower...interval.upper
    }
    return Panel(
      title: "Whole answer", x: .linear("Exact match", range: 0...1, ticks: .at([0, 0.5, 1]), format: .percent), y: y,
      legend: .none,
      marks: [
        Bars(rows.map { $0.accuracy.exact.rate ?? 0 }, intervals: intervals, color: Color(0x8A97A6), horizontal: true),
        ReferenceLine.vertical(study.baseline.exact.rate ?? 0, pen: Pen(.ink, width: 0.8, dash: .dashed)),
      ])
  }
}
