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
    let chosen = mostAttentive(explanation, count: heads.count, most: 2)
    let panels = chosen.map { head in
      Panel(
        title: heads.count > 1 ? heads[head] : nil, x: .hidden(range: AdditionDiagram.width), y: upsideDown(), legend: .below,
        aspect: .equal, marks: [AdditionDiagram(explanation, head: head)])
    }
    let wrong = explanation.digits.count { !$0.isCorrect }
    let carries = explanation.digits.count { $0.carryIn }
    let longest = explanation.digits.map(\.chain).max() ?? 0
    let verdict =
      wrong == 0 ? "All eleven digits are right." : "\(wrong) of eleven digits are wrong (dark, with the right digit)."
    let choice =
      chosen.count < heads.count
      ? "\(QuantityText.list(chosen.map { heads[$0] })): of \(heads.count) heads those that look most at the place and the one below. "
      : ""
    return Figure(
      height: 24 + 96 * Double(max(panels.count, 1)),
      title: "How the model adds \(grouped(Int(explanation.problem.a))) and \(grouped(Int(explanation.problem.b)))",
      caption:
        "One problem answered by greedy decoding, from \(subject.phrase). \(choice)Curves lead from each answer digit to what the query "
        + "that predicts it attends to; their width is the attention weight (below \(QuantityText.percent(AdditionDiagram.least, 0)) "
        + "not drawn). The sum has \(carries) carr\(carries == 1 ? "y" : "ies"), the longest \(longest) place\(longest == 1 ? "" : "s"); "
        + "a circled 1 stands where a carry enters, G over a place that generates one, P over a place that passes one on. "
        + "Logit margin: the digit's logit minus the runner-up's. \(verdict)",
      rows: panels.map { [$0] }, letters: false)
  }

  /// The heads that give most weight to digits of the place and of the one below, in their order.
  private static func mostAttentive(_ explanation: Explanation, count: Int, most: Int) -> [Int] {
    let weights = (0..<count).map { head in
      explanation.digits.reduce(0) { sum, digit in
        sum + digit.heads[head].targets.reduce(0) { $0 + ([.other, .equals].contains($1.role) ? 0 : $1.weight) }
      }
    }
    return weights.indices.sorted { (weights[$0], $1) > (weights[$1], $0) }.prefix(most).sorted()
  }

  private static func upsideDown() -> Axis {
    var axis = Axis.hidden(range: AdditionDiagram.height)
    axis.reversed = true
    return axis
  }
}
