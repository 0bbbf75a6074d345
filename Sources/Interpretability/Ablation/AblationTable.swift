import Addition

extension AblationStudy {
  /// Every number of the study: for the model as it is and for every component taken out, the share of whole answers that are
  /// right, that of every digit with and without a carry entering it, and the metrics that were asked for.
  public var table: StudyTable {
    var table = StudyTable(
      columns: ["component", "group", "layer", "head", "role", "position", "ablation", "metric", "digits"]
        + Estimate.columns("value"))
    func add(_ row: Row?, _ accuracy: AnswerAccuracy, _ measures: [Measure]) {
      let component = row?.component
      let start: [StudyTable.Cell] = [
        .text(component?.name ?? "nothing"), component.map { .text($0.group.rawValue) } ?? .none,
        component?.layer.map { .count($0) } ?? .none, component?.head.map { .count($0) } ?? .none,
        component?.role.map { .text($0.rawValue) } ?? .none, component?.position.map { .count($0) } ?? .none,
        row.map { .text($0.ablation.rawValue) } ?? .none,
      ]
      func add(_ metric: Metric, _ digits: String, _ estimate: Estimate) {
        table.add(start + [.text(metric.rawValue), .text(digits)] + estimate.cells)
      }
      add(.exact, "all", Estimate(accuracy.exact))
      for digit in accuracy.digits {
        add(.digits, "Z\(digit.place) without carry in", Estimate(digit.withoutCarry))
        add(.digits, "Z\(digit.place) with carry in", Estimate(digit.withCarry))
      }
      for measure in measures where measure.metric != .exact || measure.group != .all {
        add(measure.metric, measure.group.description, measure.estimate)
      }
    }
    add(nil, baseline, baselineMeasures)
    for row in rows { add(row, row.accuracy, row.measures) }
    return table
  }
}
