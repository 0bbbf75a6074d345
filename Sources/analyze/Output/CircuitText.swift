import Addition
import Interpretability

extension CircuitStudy {
  /// The verdict, the circuit's numbers, and its parts.
  func text(suffix: String) -> String {
    var lines = [verdict.sentence, "", "\(plan.metric.title), \(source)\(suffix); searched on \(search)", ""]
    var states = TextTable(
      [.left, .right, .right, .left, .right],
      titles: ["", plan.metric.isShare ? "right" : "of", plan.metric.isShare ? "" : "mean", "95% interval", "faithful"])
    func add(_ name: String, _ estimate: Estimate?) {
      guard let estimate else { return }
      let text = EstimateText(estimate, isShare: plan.metric.isShare)
      states.add([name, text.count, text.value, text.interval, faithfulness(of: estimate).map { rounded($0, 3) } ?? ""])
    }
    add("whole model", whole)
    add("everything ablated", ablated)
    add("circuit", circuit)
    add("model without the circuit", remainder)
    lines.append(states.text(indent: 2))
    if let curve {
      lines += [
        "",
        "  area under faithfulness over size (CPR) \(rounded(curve.performanceRatio, 3)), "
          + "between it and 1 (CMD) \(rounded(curve.modelDistance, 3))",
      ]
    }
    guard !members.isEmpty else { return lines.joined(separator: "\n") }
    var parts = TextTable(
      [.left, .right, .left, .right, .right, .right, .left],
      titles: ["in the circuit", "without it", "95% interval", "moved by digits", "carry", "through 9", "role"])
    for row in members {
      let without = EstimateText(row.circuitWithout, isShare: plan.metric.isShare)
      parts.add(
        [row.part.name, without.value, without.interval]
          + CarryContrast.allCases.map { row.role?[$0]?.rate.map { "\(rounded($0 * 100, 0))%" } ?? "" }
          + [row.role.map { $0.words.isEmpty ? "none of these" : $0.words.map(\.rawValue).joined(separator: ", ") } ?? ""])
    }
    lines += ["", parts.text(indent: 2)]
    return lines.joined(separator: "\n")
  }
}

extension CarryAlignment {
  /// Every activation's accuracies.
  func text(suffix: String) -> String {
    var table = TextTable(
      [.left, .left, .right, .left, .right, .left],
      titles: ["activation", "interchanged", "digit changes", "95% interval", "digit stays", "95% interval"])
    func add(_ name: String, _ what: String, _ accuracy: Accuracy) {
      table.add(
        [name, what]
          + [accuracy.changing, accuracy.staying].flatMap { [$0.percent, $0.interval95.description] })
    }
    for row in rows {
      add(row.hook, "the direction found", row.aligned)
      add("", "random directions", row.random)
      add("", "the whole activation", row.whole)
    }
    return
      "\(verdict)\n\nDigits with another problem's carry, where it differs and where it is the same; \(grouped(testPairs)) pairs, directions searched "
      + "on \(grouped(trainingPairs)) others, seed \(seed)\(suffix)\n\n\(table.text(indent: 2))"
  }
}

/// So many decimals at most.
private func rounded(_ value: Double, _ decimals: Int) -> String {
  let scale = [1.0, 10, 100, 1000, 10_000][min(max(decimals, 0), 4)]
  let rounded = (value * scale).rounded() / scale
  return rounded == rounded.rounded() && abs(rounded) < 1e15 ? "\(Int(rounded))" : "\(rounded)"
}
