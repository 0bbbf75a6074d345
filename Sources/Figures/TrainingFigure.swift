import Addition
import Plotting
import Training

extension Figure {
  /// A run: losses, validation exact match with its 95% interval, learning rate and share of carry problems over the steps; the
  /// curriculum's stages are shaded.
  public static func training(_ curve: TrainingCurve, of subject: Subject) -> Figure {
    let panels = TrainingPanels(curve.records)
    let problems = curve.records.last?.validation.exactMatch.total ?? 0
    let best = curve.bestRecord.flatMap { best in
      best.validation.exactMatch.count == 0
        ? nil
        : "Best validation, of equals that with the lowest loss: step \(grouped(best.step)), \(best.validation.exactMatch)."
    }
    var rows = [[panels.losses], [panels.exactMatch], [panels.learningRate]]
    if panels.mixesCarries { rows.append([panels.carryMix]) }
    return Figure(
      height: panels.mixesCarries ? 160 : 138, title: "Training \(subject.name)",
      subtitle: curve.records.last.map { "\(grouped($0.step)) optimizer steps" },
      caption:
        "Training run of \(subject.phrase). Training loss is the mean over the steps since the point before. Validation: "
        + "\(grouped(problems)) uniform problems of up to ten digits at every point, whatever the curriculum's stage (shaded); "
        + "each digit is predicted from the true ones before it. Band: 95% Wilson interval. \(best ?? "")",
      rows: rows, rowHeights: [2.2, 2.2, 0.9] + (panels.mixesCarries ? [0.9] : []),
      legend: .below)
  }
}

/// The panels of the training figure, one below the other with the same steps.
private struct TrainingPanels {
  let records: [TrainingRecord]

  init(_ records: [TrainingRecord]) { self.records = records }

  private var steps: [Double] { records.map { Double($0.step) } }

  private func axis(_ label: String? = nil) -> Axis {
    .linear(label, range: 0...max(steps.last ?? 1, 1), format: .integer)
  }

  /// The curriculum's stages but the last, which lasts to the end.
  private func stages(named: Bool) -> [any Mark] {
    var spans: [any Mark] = []
    let longest = records.last?.digits ?? 0
    var start = 0.0
    for (index, record) in records.enumerated() where record.digits < longest {
      guard records.indices.contains(index + 1), records[index + 1].digits != record.digits else { continue }
      let end = Double(record.step)
      let shade = Color(spans.count % 2 == 0 ? 0xE3E8EE : 0xF0F3F6)
      spans.append(Span.x(start...end, color: shade, name: named ? "up to \(record.digits) digits" : nil))
      start = end
    }
    return spans
  }

  var losses: Panel {
    Panel(
      title: "Cross-entropy", x: axis(), y: .logarithmic("Nats per token"),
      marks: stages(named: true) + [
        Line(x: steps, y: records.map(\.loss), name: "training loss", color: .blue),
        Line(x: steps, y: records.map(\.validation.loss), name: "validation loss", color: .vermilion),
      ])
  }

  var exactMatch: Panel {
    let accuracy = records.map(\.validation.exactMatch)
    return Panel(
      title: "Validation", x: axis(),
      y: .linear("Accuracy", range: 0...1.04, ticks: .at([0, 0.25, 0.5, 0.75, 1]), format: .percent),
      marks: stages(named: false) + [
        Line(
          x: steps, y: records.map { $0.validation.tokenAccuracy.rate ?? .nan }, name: "single digits", color: .silver,
          dash: .dashed),
        Line(
          x: steps, y: accuracy.map { $0.rate ?? .nan }, low: accuracy.map(\.interval95.lower),
          high: accuracy.map(\.interval95.upper), name: "whole answers", color: .vermilion),
      ])
  }

  var learningRate: Panel {
    Panel(
      title: "Learning rate", x: axis(mixesCarries ? nil : "Optimizer step"), y: .linear(including: [0]),
      marks: stages(named: false) + [Line(x: steps, y: records.map(\.learningRate), color: .gray)])
  }

  var mixesCarries: Bool { records.contains { $0.carryMix > 0 } }

  var carryMix: Panel {
    Panel(
      title: "Share of carry problems", x: axis("Optimizer step"),
      y: .linear(range: 0...1, ticks: .at([0, 0.5, 1]), format: .percent),
      marks: stages(named: false) + [Line(x: steps, y: records.map(\.carryMix), color: .green)])
  }
}
