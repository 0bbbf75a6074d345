import Addition
import Interpretability
import Plotting

extension Figure {
  /// How often a whole answer is right, by the length of the longest carry chain, with 95% Wilson intervals.
  ///
  /// Where every length is right more than nine times in ten, errors per 1,000 problems are shown instead: on an axis from 0 to
  /// 100% all such models look alike.
  public static func carryAccuracy(_ table: CarryAccuracy, of subject: Subject) -> Figure {
    let rows = table.rows.filter { $0.accuracy.total > 0 }
    let showsErrors = rows.allSatisfy { ($0.accuracy.rate ?? 0) >= 0.9 }
    func shown(_ rate: Double) -> Double { showsErrors ? (1 - rate) * 1000 : rate }
    let x = rows.map { Double($0.longestChain) }
    let y = rows.map { shown($0.accuracy.rate ?? 0) }
    let intervals = rows.map { row -> ClosedRange<Double>? in
      let interval = row.accuracy.interval95
      let ends = [shown(interval.lower), shown(interval.upper)]
      return min(ends[0], ends[1])...max(ends[0], ends[1])
    }
    let top = intervals.compactMap { $0?.upperBound }.max() ?? 1
    var marks: [any Mark] = [ErrorBars(x: x, y: y, intervals: intervals, color: .blue)]
    marks += rows.enumerated().map { index, row in
      let wrong = row.accuracy.total - row.accuracy.count
      // The count stands above its interval, or below where the interval reaches the top.
      let above = showsErrors || (intervals[index]?.upperBound ?? 0) < 0.9
      let place = above ? intervals[index]?.upperBound ?? y[index] : intervals[index]?.lowerBound ?? y[index]
      return Annotation(
        showsErrors ? grouped(wrong) : QuantityText.percent(row.accuracy.rate ?? 0), x: x[index], y: place,
        anchor: Anchor(.center, above ? .bottom : .top), offset: Point(0, above ? -2 : 2), color: .gray, hasHalo: true)
    }
    let axis: Axis =
      showsErrors
      ? .linear("Wrong answers per 1,000", range: (-0.03 * top)...(top * 1.15))
      : .linear("Exact match", range: -0.03...1.08, ticks: .at([0, 0.2, 0.4, 0.6, 0.8, 1]), format: .percent)
    let sizes = Set(rows.map(\.accuracy.total)).sorted()
    let each = sizes.count == 1 ? grouped(sizes[0]) : "\(grouped(sizes.first ?? 0)) to \(grouped(sizes.last ?? 0))"
    let errors = table.overall.total - table.overall.count
    return Figure(
      width: 140, height: 84, title: "Accuracy by the length of the longest carry chain",
      subtitle: "\(table.overall.percent) of \(grouped(table.overall.total)) answers right; \(grouped(errors)) wrong",
      caption:
        "Greedy decoding of \(table.source.phrase), \(each) of every length, by \(subject.phrase). An answer counts as right "
        + "when all eleven digits are. A chain is a place that generates a carry and the places that pass it on. "
        + "Bars are 95% Wilson intervals; "
        + (showsErrors
          ? "numbers count the wrong answers. The axis shows errors, since every length is right at least nine times in ten."
          : "numbers give the share of right answers."),
      Panel(
        x: .linear("Longest carry chain (digits)", range: -0.5...10.5, ticks: .at((0...10).map(Double.init)), format: .integer),
        y: axis, legend: .none, marks: marks))
  }
}
