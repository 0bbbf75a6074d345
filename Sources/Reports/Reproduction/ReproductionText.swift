import Addition
import Foundation
import Sweeps

extension ReproductionPage {
  /// What the page is, and how far it is.
  static func opening(_ models: [ReproducedModel], of total: Int, version: String?) -> String {
    let ran = models.filter { !$0.records.isEmpty }
    let runs = ran.reduce(0) { $0 + $1.records.count }
    let wanted = ran.reduce(0) { $0 + $1.summary.seeds }
    let hours = ran.reduce(0) { $0 + $1.summary.cpuSeconds } / 3600
    let state =
      runs == wanted && ran.count == total
      ? ""
      : " It is not finished: \(total - ran.count) of \(total) models have not begun, and \(grouped(wanted - runs)) runs of the "
        + "others are missing."
    let verdicts = ["yes", "yes, and other seeds succeed", "nearly", "better", "worse", "no"].compactMap { verdict -> String? in
      let count = ran.count { $0.verdict == verdict }
      return count == 0 ? nil : "\(count) \(verdict)"
    }
    return """
      # The sources, reproduced

      Every model of the sources trained from scratch by its own recipe, with many seeds instead of one: \(grouped(runs)) runs of \
      \(ran.count) models\(version.map { " with CarryScope \($0)" } ?? ""), \(String(format: hours < 1 ? "%.2f" : "%.1f", hours)) processor hours.\(state)
      `analyze reproduce` trains what is missing and makes this page anew; the same seeds give the same weights.

      A *success* is a run whose best weights, chosen by its validation's 5,000 sums, get 99% of these right. The *best seed* is the
      one with the best validation; it is then scored on AdderBoard's 10,010 sums, which no run has seen. *Steps* and *largest jump*
      (of the exact match, from one validation to the next) are medians over the successes; *held* is the share of the validations
      after the first at 99% that are at 99%, too. *Comes to it* compares with what the source reports, by rule: a reported success must be
      matched within ten of AdderBoard's sums (*nearly*: 99%), a reported failure must lie in the range of the seeds.

      \(verdicts.isEmpty ? "No source reports a result of the models so far." : "In all: " + verdicts.joined(separator: ", ") + ".")

      """
  }

  /// A family's table.
  static func section(_ family: Reproduction.Family, _ models: [ReproducedModel], folder: String) -> String {
    var table = MarkdownTable([
      ("model", .left), ("parameters", .right), ("source reports", .right), ("best seed: AdderBoard", .right), ("seed", .right),
      ("seeds that succeed", .right), ("steps to 1%", .right), ("50%", .right), ("99%", .right), ("largest jump", .right),
      ("held", .right), ("comes to it", .left),
    ])
    for model in models where !model.records.isEmpty {
      table.add([
        model.name, grouped(model.summary.parameters), toldText(model.told), model.best.map { grouped($0.count) } ?? "–",
        model.summary.best.map { "\($0.seed)" } ?? "–", "\(model.summary.success)",
        stepsText(model.median { $0.steps(to: 0.01).map(Double.init) }),
        stepsText(model.median { $0.steps(to: 0.5).map(Double.init) }),
        stepsText(model.median { $0.steps(to: 0.99).map(Double.init) }), shareText(model.median { $0.largestJump?.rise }),
        shareText(model.median { $0.stability?.held.rate }), model.verdict,
      ])
    }
    let missing = models.filter { $0.records.count < $0.summary.seeds }
    let note =
      models.isEmpty
      ? "Not run yet.\n"
      : missing.isEmpty ? "" : "\nRuns are missing of: \(missing.map(\.name).joined(separator: ", ")).\n"
    return "## \(family.title)\n\n" + (models.contains { !$0.records.isEmpty } ? table.text : "") + note
  }

  /// Models that differ in one thing, side by side.
  static func effects(_ effects: [Reproduction.Effect], _ models: [ReproducedModel]) -> String {
    let byName = Dictionary(models.map { ($0.name, $0) }) { first, _ in first }
    let sections = effects.compactMap { effect -> String? in
      let own = effect.recipes.compactMap { byName[$0] }.filter { !$0.records.isEmpty }
      guard own.count > 1 else { return nil }
      var table = MarkdownTable([
        ("model", .left), ("parameters", .right), ("width", .right), ("hidden units", .right), ("layers", .right),
        ("peak rate", .right), ("seeds that succeed", .right), ("best seed: AdderBoard", .right), ("steps to 99%", .right),
      ])
      for model in own {
        let architecture = model.recipe.architecture
        table.add([
          model.name, grouped(model.summary.parameters), "\(architecture.residual.width)", "\(architecture.mlp.hidden)",
          "\(architecture.layers)", String(format: "%g", model.recipe.learningRate.peak), "\(model.summary.success)",
          model.best.map { grouped($0.count) } ?? "–", stepsText(model.median { $0.steps(to: 0.99).map(Double.init) }),
        ])
      }
      return "### \(effect.title)\n\n\(table.text)"
    }
    return sections.isEmpty ? "" : "## Effects\n\n" + sections.joined(separator: "\n")
  }

  private static func toldText(_ told: Reproduction.Told?) -> String {
    guard let told else { return "–" }
    let share = told.share.map { String(format: "%.6g", $0 * 100) + "%" }
    return [share, told.note].compactMap(\.self).joined(separator: ", ")
  }

  private static func stepsText(_ steps: Double?) -> String { steps.map { grouped(Int($0)) } ?? "–" }
  private static func shareText(_ share: Double?) -> String { share.map { String(format: "%.0f%%", $0 * 100) } ?? "–" }
}
