import Addition
import Interpretability
import Plotting

extension Figure {
  /// What probes read at every hook and position, one panel for every label: how far they are above all controls, which of them claim,
  /// and what the model uses of it.
  ///
  /// Of many hooks shows those whose probes are furthest above their controls.
  public static func probe(_ study: ProbeStudy, of subject: Subject) -> Figure {
    let panels = ProbePanels(study, mostHooks: 32)
    let labels = ProbeLabel.allCases.filter { !study.rows(of: $0).isEmpty }
    let perRow = labels.count == 1 ? 1 : 2
    let choice = panels.hooks.count < panels.allHooks ? " Of \(panels.allHooks) hooks the \(panels.hooks.count) best read." : ""
    let checked =
      study.kind == .linear
      ? "; dotted, taking the probe's directions out costs the model the answer's digit there, and more than taking out others"
      : ""
    return Figure(
      width: perRow == 1 ? 150 : 210,
      height: 44 + (24 + 6.4 * Double(panels.hooks.count)) * Double((labels.count + perRow - 1) / perRow),
      title: "What can be read off the activations",
      subtitle: study.kind == .linear ? "Linear probes" : "Probes with one hidden layer of random units",
      caption: "Cells: held-out accuracy of a probe in percent; colors: how far it is above its best control, which is the most "
        + "frequent class, the probe on shuffled labels, or one of \(study.randomSeeds.count) models with random weights. Framed, it claims: "
        + "it beats all of them, and leads the random ones by more than any of these leads the others\(checked). Blank: nothing to ask. \(study.source.phrase.capitalizingFirst), the true answer "
        + "as input, probes trained on \(study.training.phrase); \(subject.phrase).\(choice)",
      rows: labels.enumerated().map { panels.panel($1, showsHooks: $0 % perRow == 0) }.inRows(of: perRow),
      columnWidths: perRow == 1 ? nil : [1, 1],
      colorbar: Colorbar(
        "Accuracy above the best control (percentage points)", side: .below, scale: panels.scale, stretch: 0.2...0.8))
  }
}

/// The panels of the probes' figure: rows are hooks, columns positions.
private struct ProbePanels {
  let study: ProbeStudy
  let hooks: [String]
  let allHooks: Int
  let scale: ColorScale
  private let positions: [Int]
  private let names: [String]
  /// What is known of positions: they predict digits, hold them, or some do the one and some the other.
  private let axis: String

  init(_ study: ProbeStudy, mostHooks: Int) {
    self.study = study
    var best: [String: Double] = [:]
    for row in study.rows { best[row.hook] = max(best[row.hook] ?? -1, Self.excess(row)) }
    var seen: Set<String> = []
    let all = study.rows.map(\.hook).filter { seen.insert($0).inserted }
    let chosen = Set(all.sorted { (best[$0] ?? 0) > (best[$1] ?? 0) }.prefix(mostHooks))
    (hooks, allHooks) = (all.filter(chosen.contains), all.count)
    positions = Set(study.rows.map(\.position)).sorted()
    names = positions.map { position in study.rows.first { $0.position == position }.map(study.name) ?? "" }
    let predicts = Set(study.rows.map(study.predictsDigit))
    axis =
      predicts == [true]
      ? "Digit that the position predicts"
      : predicts == [false] ? "Digit at the position" : "Digit that the position holds (X, Y) or predicts (Z)"
    // At least five points: a scale that stretches noise over all colors would mislead.
    scale = ColorScale(.tide, .symmetric(max(5, study.rows.map { abs(Self.excess($0)) }.max() ?? 5)))
  }

  /// Percentage points above the best control.
  private static func excess(_ row: ProbeStudy.Row) -> Double {
    ((row.accuracy.rate ?? 0) - (row.bestControl.rate ?? 0)) * 100
  }

  func panel(_ label: ProbeLabel, showsHooks: Bool) -> Panel {
    let rows = study.rows(of: label)
    let cells = hooks.map { hook in
      positions.map { position in rows.first { $0.hook == hook && $0.position == position } }
    }
    var y = Axis.categories(hooks.map(Self.short))
    if !showsHooks { y.ticks = .none }
    let texts = cells.map { $0.map { row in row.map { QuantityText.fixed(($0.accuracy.rate ?? 0) * 100, 0) } ?? "" } }
    return Panel(
      title: label.phrase.capitalizingFirst,
      x: .categories(names, label: axis), y: y, legend: .none,
      marks: [
        Heatmap(cells.map { $0.map { $0.map(Self.excess) ?? .nan } }, scale: scale, cellLabels: .texts(texts)),
        CellFrames(cells: cells),
      ])
  }

  /// A hook's name without what all have.
  private static func short(_ hook: String) -> String {
    hook.replacing("blocks.", with: "").replacing("hook_", with: "")
  }
}

/// Frames around cells that claim, and dots in those that are used.
private struct CellFrames: Mark {
  let cells: [[ProbeStudy.Row?]]

  var extent: Extent { Extent() }

  func draw(in frame: Frame, on drawing: inout Drawing) {
    for (y, row) in cells.enumerated() {
      for (x, cell) in row.enumerated() {
        guard let cell, cell.isClaimed, let a = frame.point(Double(x) - 0.5, Double(y) - 0.5),
          let b = frame.point(Double(x) + 0.5, Double(y) + 0.5)
        else { continue }
        let box = Rect(minX: min(a.x, b.x) + 0.7, minY: min(a.y, b.y) + 0.7, maxX: max(a.x, b.x) - 0.7, maxY: max(a.y, b.y) - 0.7)
        drawing.stroke(.rectangle(box), Pen(.ink, width: 0.9))
        guard cell.removal?.verdict == .used else { continue }
        // Paper around it: ink alone would drown in the darkest cells.
        let center = Point(box.maxX - 2.9, box.minY + 2.9)
        drawing.fill(.circle(center: center, radius: 2.1), .white)
        drawing.fill(.circle(center: center, radius: 1.5), .ink)
      }
    }
  }
}
