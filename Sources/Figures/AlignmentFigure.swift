import Addition
import Interpretability
import Plotting

extension Figure {
  /// How often the model answers with the other problem's carry when one direction of an activation, random ones, or all of it are
  /// interchanged.
  public static func carryAlignment(_ study: CarryAlignment, of subject: Subject) -> Figure {
    func series(_ name: String, _ color: Color, _ share: (CarryAlignment.Row) -> Proportion) -> Bars.Series {
      .init(
        study.rows.map { share($0).rate ?? .nan }, name: name,
        intervals: study.rows.map { share($0).interval95.lower...share($0).interval95.upper }, color: color)
    }
    func panel(_ title: String, _ plain: Proportion, _ share: @escaping (CarryAlignment.Accuracy) -> Proportion) -> Panel {
      Panel(
        title: title, x: .linear("Digits as the causal model expects", range: 0...1, format: .percent),
        y: .categories(study.rows.map { $0.hook.replacing("blocks.", with: "") }), legend: .none,
        marks: [
          Bars(
            [
              series("the direction found", .blue) { share($0.aligned) },
              series("random directions", Color(0xC4C9CE)) { share($0.random) },
              series("the whole activation", .orange) { share($0.whole) },
            ], horizontal: true),
          ReferenceLine.vertical(plain.rate ?? 0, pen: Pen(.ink, width: 0.8, dash: .dashed)),
        ])
    }
    var staying = panel("Same carry: the digit should stay", study.plain.staying) { $0.staying }
    staying.y.ticks = .none
    return Figure(
      height: 52 + 12 * Double(study.rows.count), title: "Is the carry one direction?", subtitle: study.verdict,
      caption:
        "Interchange-intervention accuracy with 95% Wilson intervals: where a digit is predicted, part of the activation becomes what "
        + "it is for another problem, and the digit should be the problem's own with the other's carry. Directions were searched on "
        + "\(grouped(study.trainingPairs)) pairs and judged on \(grouped(study.testPairs)) others (seed \(study.seed)); dashed, the model's "
        + "own right digits; \(subject.phrase).",
      rows: [[panel("Carries differ: the digit should change", study.plain.changing) { $0.changing }, staying]],
      legend: .below)
  }
}
