import Addition
import Interpretability
import Plotting

extension Figure {
  /// How a model adds one problem: the sum as it is written by hand, with a curve from every answer digit to each token that the
  /// query predicting it attends to.
  ///
  /// - Parameter explanation: made with enough targets for each head; what is left out is not drawn.
  public static func addition(_ explanation: Explanation, of subject: Subject) -> Figure {
    let heads = explanation.digits.first?.heads.map(\.name) ?? []
    let panels = heads.indices.map { head in
      Panel(
        title: heads.count > 1 ? heads[head] : nil, x: .hidden(range: AdditionDiagram.width), y: upsideDown(), legend: .below,
        aspect: .equal, marks: [AdditionDiagram(explanation, head: head)])
    }
    let wrong = explanation.digits.count { !$0.isCorrect }
    let carries = explanation.digits.count { $0.carryIn }
    let longest = explanation.digits.map(\.chain).max() ?? 0
    let verdict =
      wrong == 0 ? "All eleven digits are right." : "\(wrong) of eleven digits are wrong (dark, with the right digit)."
    return Figure(
      height: 24 + 96 * Double(max(panels.count, 1)),
      title: "How the model adds \(grouped(Int(explanation.problem.a))) and \(grouped(Int(explanation.problem.b)))",
      caption:
        "One problem answered by greedy decoding, from \(subject.phrase). Curves lead from each answer digit to what the query "
        + "that predicts it attends to; their width is the attention weight (below \(QuantityText.percent(AdditionDiagram.least, 0)) "
        + "not drawn). The sum has \(carries) carr\(carries == 1 ? "y" : "ies"), the longest \(longest) place\(longest == 1 ? "" : "s"); "
        + "a circled 1 stands where a carry enters, G over a place that generates one, P over a place that passes one on. "
        + "Margin: the digit's logit minus the runner-up's. \(verdict)",
      rows: panels.map { [$0] }, letters: false)
  }

  private static func upsideDown() -> Axis {
    var axis = Axis.hidden(range: AdditionDiagram.height)
    axis.reversed = true
    return axis
  }
}
