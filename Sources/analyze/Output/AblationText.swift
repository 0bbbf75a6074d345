import Addition
import Interpretability

/// An ablation study as a terminal shows it: whole answers that stay right, component by component, or what else was measured.
struct AblationText {
  /// More is for the table in a file.
  private static let mostRows = 100

  private let study: AblationStudy
  private let plan: MeasurementPlan
  private let suffix: String

  /// - Parameter plan: what the user asked for; a figure may need more.
  init(_ study: AblationStudy, _ plan: MeasurementPlan, suffix: String) {
    (self.study, self.plan, self.suffix) = (study, plan, suffix)
  }

  private func isShown(_ measure: Measure) -> Bool {
    plan.measures.contains { $0.metric == measure.metric && $0.group == measure.group }
  }

  var text: String {
    var table =
      isSimple
      ? TextTable([.left, .right, .right, .left], titles: ["taken out", title(plan.metrics[0]), "", "95% interval"])
      : TextTable([.left, .left, .left, .right, .left], titles: ["taken out", "metric", "digits", "", "95% interval"])
    var rows = [("nothing", study.baselineMeasures)]
    for row in study.rows { rows.append((row.component.name, row.measures)) }
    var lines = 0
    for (name, measures) in rows {
      for (index, measure) in measures.filter(isShown).enumerated() where lines < Self.mostRows {
        let shown = EstimateText(measure.estimate, isShare: measure.metric.isShare)
        let start =
          isSimple
          ? [name, shown.count] : [index == 0 ? name : "", measure.metric.rawValue, measure.group.description]
        table.add(start + [shown.value, shown.interval])
        lines += 1
      }
    }
    let left = rows.count * plan.measures.count - lines
    let more = left > 0 ? "\n\n  and \(grouped(left)) more; --csv writes all" : ""
    return "\(heading)\n\n\(table.text(indent: 2))\(more)"
  }

  private var isSimple: Bool { plan.measures.count == 1 }

  private func title(_ metric: Metric) -> String { metric == .exact ? "right" : metric.rawValue }

  private var heading: String {
    let kind = study.rows.first?.ablation
    let way = kind == .fixed ? "fixed at \(study.fixedValue)" : kind.map { "\($0.rawValue) ablation" } ?? ""
    let what = plan.measures.count == 1 ? plan.metrics[0].title : "what was measured"
    let reading = plan.reading == .generated ? ", along the model's own answer" : ""
    return "\(what.prefix(1).uppercased() + what.dropFirst()), \(way), \(study.source)\(reading)\(suffix)"
  }
}
