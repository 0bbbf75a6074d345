import Addition
import Arguments
import Checkpoints
import Foundation
import Hardening
import Reports
import Shell
import Training

/// `train --harden`: toward a proof.
struct TrainHarden {
  static let usualRounds = 10
  static let usualTimeLimit = 60.0

  /// A shipped recipe's name or a file, as it was typed.
  let recipe: String
  let plan: HardeningPlan
  let from: String
  let seed: UInt64?
  let rounds: Int
  let timeLimit: Double
  let folder: HardeningFolder
  let threads: Int
  let isQuiet: Bool

  /// Trains, a line for each round.
  func run(resume: Bool) throws {
    // Watched before the folder is made, as a run's.
    let signals = StopSignals()
    let run: HardeningRun
    if resume {
      run = try HardeningRun(resuming: folder, threads: threads)
      try run.requireAgreement(with: plan)
    } else {
      run = try HardeningRun(plan, from: try Checkpoint.read(from), in: folder, threads: threads)
    }
    tell(HardeningRound.titles)
    for round in run.rounds { tell(round.line) }
    let status = StatusLine(isQuiet: isQuiet)
    defer { status.clear() }
    let ending = try run.harden(
      rounds: rounds, timeLimit: .seconds(timeLimit), until: { signals.hasCome },
      found: { round in
        status.clear()
        tell(round.line)
      }, progress: { progress in status.show { _ in progress.text } })
    status.clear()
    switch ending {
    case .interrupted:
      let found = run.rounds.count == 1 ? "1 round is" : "\(run.rounds.count) rounds are"
      throw StoppedBySignal(
        exitCode: signals.exitCode, description: "stopped; \(found) saved; go on with: \(command(rounds: rounds))")
    case .proved, .roundsUsedUp: tell("\n" + summary(of: run))
    }
  }

  /// Shown at once, whoever listens.
  private func tell(_ line: String) {
    if isQuiet { return }
    print(line)
    fflush(nil)
  }

  /// The command that goes on after a stop.
  private func command(rounds: Int) -> String {
    var options = ["--from", from]
    if let seed { options += ["--seed", "\(seed)"] }
    let usual = HardeningPlan(recipe: plan.recipe)
    if plan.steps != usual.steps { options += ["--steps", "\(plan.steps)"] }
    if plan.share != usual.share { options += ["--target-share", "\(plan.share)"] }
    if rounds != Self.usualRounds { options += ["--rounds", "\(rounds)"] }
    if timeLimit != Self.usualTimeLimit { options += ["--time-limit", "\(timeLimit)"] }
    options += ["--out", folder.path]
    return (["analyze", "train", recipe, "--harden"] + options + ["--resume"]).map(shellWord).joined(separator: " ")
  }

  private func summary(of run: HardeningRun) -> String {
    let path = shellWord(folder.path)
    guard let best = run.rounds.best else { return "" }
    let trained = best.round == 0 ? "as it was" : "after round \(best.round)"
    guard run.isProved else {
      return "Not proved; the best is \(trained), in \(folder.path).\n\nGo on: \(command(rounds: 2 * max(rounds, 5)))"
    }
    return """
      Proved right on all 10^20 sums \(trained), in \(folder.path).

      Check it: analyze certify \(path) --check \(shellWord(folder.certificate))
      """
  }
}
