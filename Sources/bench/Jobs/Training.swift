import Training
import Transformer

extension BenchRun {
  /// Optimizer steps: problems made anew, forward, backward, clipping, AdamW. With one thread, with all, and the machine's peak
  /// with either, by turns; then how much faster all threads are, and what part of the peak is reached.
  func measureTraining() throws {
    let peaks = try threadCounts.map { try peak(threads: $0).workload }
    for model in models {
      let recipe = try model.recipe
      let trainers = try threadCounts.map { try Trainer(recipe.withoutValidation, threads: $0) }
      let steps = trainers.map { trainer in Workload(units: 1) { try trainer.step() } }
      let (rates, peers) = try measure(
        steps + peaks, peer: .init(script: "training_step.py", arguments: ["--model", model.rawValue]))
      for (count, rates) in zip(threadCounts, rates.dropFirst(steps.count)) { updatePeak(threads: count, rates) }
      let ours = zip(threadCounts, rates).map { (threads: $0, rates: $1) }
      for (count, rates) in ours {
        add(
          BenchRow(
            job: Job.training.rawValue, model: model.rawValue, threads: count, spread: Spread(rates), unit: "steps/s",
            peer: count == threads ? peers.best(Job.training.rawValue, model.rawValue) : nil))
      }
      if ours.count > 1 {
        add(
          BenchRow(
            job: "training-scaling", model: model.rawValue, threads: threads,
            spread: Spread(zip(ours[1].rates, ours[0].rates).map { $0 / $1 }), unit: "times one thread"))
        // What the machine itself gives: its cores may slow one another down, or a virtual machine's be one at times.
        let peaks = rates.suffix(2)
        add(
          BenchRow(
            job: "peak-scaling", model: "FMA, same rounds", threads: threads,
            spread: Spread(zip(peaks[peaks.endIndex - 1], peaks[peaks.startIndex]).map { $0 / $1 }), unit: "times one thread"))
      }
      for (count, rates) in ours {
        try addUtilization(Spread(rates), of: try Program(recipe.architecture), batch: recipe.batch, model, threads: count)
      }
    }
  }

  /// Two figures: model FLOP utilization, for which every position counts, and what is really computed, since a step leaves
  /// out what only the logits of prompt positions would need. A backward pass counts as two forward passes.
  private func addUtilization(
    _ steps: Spread, of program: Program, batch: Int, _ model: BenchModel, threads count: Int
  ) throws {
    let peak = try peak(threads: count).highest
    for (job, operations) in [
      ("training-counted", program.operationsPerProblem), ("training-executed", program.answerOperationsPerProblem),
    ] {
      let percentPerStep = 100 * 3 * Double(operations) * Double(batch) / peak
      add(
        BenchRow(
          job: job, model: model.rawValue, threads: count, spread: steps.scaled(by: percentPerStep), unit: "% of peak"))
    }
  }
}

extension Recipe {
  /// The same run with one validation on one problem: validation is no part of a step.
  fileprivate var withoutValidation: Recipe {
    var recipe = self
    recipe.validation = Validation(every: steps, count: 1, seed: validation.seed)
    return recipe
  }
}
