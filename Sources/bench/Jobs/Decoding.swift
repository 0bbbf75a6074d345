import Transformer

extension BenchRun {
  /// Greedy autoregressive answers, given the problems.
  func measureDecoding() throws {
    try measureTinyModels(.decode, unit: "sums/s", script: "decoding.py") { model, problems, threads in
      _ = model.answers(to: problems, threads: threads)
    }
  }

  /// Counting right answers. An evaluation may stop at an answer's first wrong digit, so that only trained models tell.
  func measureEvaluation() throws {
    try measureTinyModels(.evaluation, unit: "sums/s", script: "decoding.py", onlyTrained: true) { model, problems, threads in
      _ = model.evaluate(problems, threads: threads)
    }
    let untrained = models.filter { $0.isTiny && !$0.isTrained }.map(\.rawValue)
    if !untrained.isEmpty {
      note("Without trained weights in the repository, and so not evaluated: \(untrained.joined(separator: ", ")).")
    }
  }
}
