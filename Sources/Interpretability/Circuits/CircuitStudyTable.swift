extension CircuitStudy {
  /// Every state of the model that was measured, a row each: the whole model, everything ablated, the circuit, what is left without it,
  /// the model and the circuit without each part, the circuits of the curve, and the roles' tests.
  ///
  /// `value` is the metric, or in tests the share of answers' digits that move; `faithfulness` is between everything ablated, 0, and the
  /// whole model, 1.
  public var table: StudyTable {
    var table = StudyTable(
      columns: ["state", "part", "kind", "in circuit", "rank", "parts kept", "words", "metric"] + Estimate.columns("value")
        + ["faithfulness"])
    func row(
      _ state: String, _ estimate: Estimate, part: Row? = nil, kept: Int? = nil, words: String = "", metric: String? = nil
    ) {
      let isMetric = metric == nil
      table.add(
        [
          .text(state), part.map { .text($0.part.name) } ?? .none, part.map { .text($0.part.kind.rawValue) } ?? .none,
          part.map { .count($0.isKept ? 1 : 0) } ?? .none, part?.rank.map { .count($0) } ?? .none,
          kept.map { .count($0) } ?? .none, words.isEmpty ? .none : .text(words), .text(metric ?? plan.metric.rawValue),
        ] + estimate.cells + [isMetric ? .optional(faithfulness(of: estimate)) : .none])
    }
    row("whole model", whole, kept: rows.count)
    row("everything ablated", ablated, kept: 0)
    if let circuit { row("circuit", circuit, kept: members.count) }
    if let remainder { row("model without the circuit", remainder, kept: rows.count - members.count) }
    for part in rows { row("model without the part", part.modelWithout, part: part, kept: rows.count - 1) }
    for part in members {
      guard let without = part.circuitWithout else { continue }
      row("circuit without the part", without, part: part, kept: members.count - 1)
    }
    for point in curve?.points ?? [] { row("best-ranked parts", point.metric, kept: point.kept) }
    for part in members {
      for test in part.role?.tests ?? [] {
        row(
          "role", Estimate(test.moved), part: part, words: part.role?.words.map(\.rawValue).joined(separator: "; ") ?? "",
          metric: "moved by other \(test.contrast.rawValue)")
      }
    }
    return table
  }

  /// Where a value of the metric lies between everything ablated, 0, and the whole model, 1.
  public func faithfulness(of estimate: Estimate) -> Double? {
    guard let value = estimate.value, let all = whole.value, let none = ablated.value, all != none else { return nil }
    return (value - none) / (all - none)
  }
}
