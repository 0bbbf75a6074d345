import Addition
import Certificates
import Foundation
import Hardening

/// A hardening as a paragraph and a table.
struct HardeningInWords {
  let record: HardeningRecord

  init(_ record: HardeningRecord) { self.record = record }

  private func number(_ value: Double) -> String { String(format: "%.6g", value) }

  var text: String {
    let plan = record.plan
    let rate = number(plan.recipe.learningRate.peak * plan.rate)
    var table = MarkdownTable([
      ("round", .right), ("verdict", .left), ("found wrong", .right), ("least margin", .right), ("AdderBoard", .right),
      ("learning rate", .right),
    ])
    for round in record.rounds {
      // Of a proof the margin is a bound from below, else the least that a search has found.
      let margin = round.margin.map { boundText($0, round.verdict == .proved ? .down : .up) }
      table.add([
        "\(round.round)", round.verdict.rawValue, "\(grouped(round.wrong)) of \(grouped(round.looked))", margin ?? "–",
        "\(grouped(round.board.count)) of \(grouped(round.board.total))", round.learningRate.map(number) ?? "–",
      ])
    }
    let best = record.rounds.best?.round ?? 0
    return """
      Then it was hardened, toward a proof in \(plan.arithmetic.rawValue) arithmetic. Before each round a search looks for inputs \
      where the margins are least; \(number(plan.share * 100))% of the round's problems are such inputs, at most \
      \(grouped(plan.mostInputs)) of each search, the others are as before. A round has \(grouped(plan.steps)) steps; its learning rate \
      begins with \(rate), and with half of what it was after a round that made nothing better. These weights are those after round \(best).

      \(table.text)
      """
  }

  /// Where the plan is not the usual one, what a command says of it.
  var options: String {
    let usual = HardeningPlan(recipe: record.plan.recipe)
    return (record.plan.steps == usual.steps ? "" : " --steps \(record.plan.steps)")
      + (record.plan.share == usual.share ? "" : " --target-share \(number(record.plan.share))")
  }
}
