import Addition
import Foundation
import Reports
import Sweeps

extension SweepResults {
  /// A row for each variation.
  var text: String {
    var table = TextTable(
      [.left, .right, .right, .right, .left, .right, .right, .right, .right, .right],
      titles: [
        "variation", "parameters", "runs", "successes", "rate", "best", "seed", "AdderBoard", "steps to 99%", "CPU s",
      ])
    for summary in summaries {
      let best = summary.best?.best
      let rate = summary.success.total > 0 ? "\(summary.success.percent) (\(summary.success.interval95))" : ""
      table.add([
        summary.name, grouped(summary.parameters),
        "\(grouped(summary.success.total))" + (summary.isDecided ? "" : " of \(grouped(summary.seeds))"),
        grouped(summary.success.count), rate, best.map { $0.exactMatch.percent } ?? "", summary.best.map { "\($0.seed)" } ?? "",
        best.map { grouped($0.adderBoard.count) } ?? "", summary.medianStepsTo99.map { grouped(Int($0.rounded())) } ?? "",
        fixedText(summary.cpuSeconds, summary.cpuSeconds < 100 ? 1 : 0),
      ])
    }
    return [table.text(), endingsText].compactMap(\.self).joined(separator: "\n\n")
  }

  /// What else is to be known of how runs ended; nil if all completed or stopped early.
  private var endingsText: String? {
    let lines = summaries.compactMap { summary -> String? in
      let gone = [RunResult.Ending.gaveUp, .diverged].compactMap { ending in
        summary.endings[ending].map { "\(grouped($0)) \(ending.text)" }
      }
      let surplus = summary.surplus > 0 ? ["\(grouped(summary.surplus)) beyond the last success do not count"] : []
      let parts = gone + surplus
      return parts.isEmpty ? nil : "\(summary.name): \(parts.joined(separator: ", "))"
    }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }

  /// Where the best run's checkpoint is, and what to do with it.
  func nextSteps(in folder: SweepFolder) -> String {
    var facts = TextTable([.left, .left])
    facts.add(["folder", folder.path])
    let found = summaries.enumerated().compactMap { index, summary in summary.best.map { (index, $0) } }
    guard let (index, run) = found.max(by: { Self.rate($0.1) < Self.rate($1.1) }), let best = run.best, plan.keep > 0 else {
      return facts.text() + "\n\nLook at every run: analyze sweep status \(shellWord(folder.path)) --json"
    }
    let checkpoint = folder.bestFolder(plan.variations[index], seed: run.seed, keep: plan.keep)
    facts.add([
      "best",
      "seed \(run.seed): \(best.exactMatch) of the validation's sums right, "
        + "\(grouped(best.adderBoard.count)) of AdderBoard's \(grouped(best.adderBoard.total))",
    ])
    facts.add(["checkpoint", checkpoint])
    return facts.text() + "\n\nTry it: analyze eval \(shellWord(checkpoint))"
  }

  private static func rate(_ run: RunResult) -> Double { run.best?.exactMatch.rate ?? 0 }
}
