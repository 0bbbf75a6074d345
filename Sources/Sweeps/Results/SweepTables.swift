import Addition

extension SweepResults {
  /// A row for every finished run, as CSV. Accuracies are counts; empty fields are what a run has not.
  public var runsCSV: String {
    let header = [
      "variation", "seed", "state", "ending", "steps", "best_step", "validation_correct", "validation_problems",
      "validation_correct_digits", "validation_digits", "validation_loss", "adderboard_correct", "adderboard_problems",
      "steps_to_1", "steps_to_50", "steps_to_99", "largest_jump", "largest_jump_from", "largest_jump_to", "validations_after_99",
      "held_99", "lowest_after_99", "cpu_seconds", "weights_sha256",
    ]
    let rows = records.map { record -> [any CustomStringConvertible] in
      let (result, curve) = (record.result, record.curve)
      let (best, jump, stability) = (result.best, curve.largestJump, curve.stability)
      return [
        field(plan.variations[result.variation].name), result.seed, isSurplus(result) ? "surplus" : "counted",
        result.ending.rawValue, result.steps, best?.step ?? "", best?.exactMatch.count ?? "", curve.problems,
        best?.tokenAccuracy.count ?? "", curve.digits, best?.loss ?? "", best?.adderBoard.count ?? "",
        RunResult.adderBoardCount, curve.steps(to: 0.01) ?? "", curve.steps(to: 0.5) ?? "", curve.steps(to: RunCurve.high) ?? "",
        jump?.rise ?? "", jump?.from ?? "", jump?.to ?? "", stability?.held.total ?? "", stability?.held.count ?? "",
        stability?.lowest ?? "", result.cpuSeconds, best?.weightsSHA256.hex ?? "",
      ]
    }
    return csv(header, rows)
  }

  /// A row for every variation, as CSV.
  public var summaryCSV: String {
    let endings = RunResult.Ending.allCases
    let header =
      [
        "variation", "parameters", "seeds", "finished", "decided", "surplus", "successes", "success_rate", "success_lower95",
        "success_upper95", "best_seed", "best_correct", "best_problems", "best_adderboard_correct", "median_steps_to_99",
        "cpu_seconds",
      ] + ["completed", "stopped_early", "gave_up", "diverged"]
    let rows = summaries.map { summary -> [any CustomStringConvertible] in
      let (best, interval) = (summary.best?.best, summary.success.interval95)
      return [
        field(summary.name), summary.parameters, summary.seeds, summary.success.total, summary.isDecided ? 1 : 0, summary.surplus,
        summary.success.count, summary.success.rate ?? "", interval.lower, interval.upper, summary.best?.seed ?? "",
        best?.exactMatch.count ?? "", best?.exactMatch.total ?? "", best?.adderBoard.count ?? "",
        summary.medianStepsTo99 ?? "", summary.cpuSeconds,
      ] + endings.map { summary.endings[$0] ?? 0 }
    }
    return csv(header, rows)
  }

  private func csv(_ header: [String], _ rows: [[any CustomStringConvertible]]) -> String {
    ([header.joined(separator: ",")] + rows.map { $0.map(\.description).joined(separator: ",") }).joined(separator: "\n") + "\n"
  }

  /// A text as a field (RFC 4180).
  private func field(_ text: String) -> String {
    text.contains { ",\"\n\r".contains($0) } ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }
}
