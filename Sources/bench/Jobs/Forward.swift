import Addition
import Transformer

extension BenchRun {
  /// Teacher-forced passes over all positions, given the problems.
  func measureForward() throws {
    try measureTinyModels(.forward, unit: "problems/s", script: "decoding.py") { model, problems, threads in
      _ = model.forEachBlock(of: problems, threads: threads, isLean: true, initial: ()) { pass, weights, _, _ in
        pass.forward(weights)
      }
    }
  }
}

extension BenchRun {
  /// Times one way of running a model over problems, for every model below 1,000 parameters.
  ///
  /// - Parameter onlyTrained: leave out models without trained weights, for work that depends on the answers.
  func measureTinyModels(
    _ job: Job, unit: String, script: String, onlyTrained: Bool = false,
    _ run: @escaping (_ model: Model, _ problems: ProblemSuite, _ threads: Int) -> Void
  ) throws {
    // As many as give every thread blocks enough, few enough for a call to be short.
    let count = 16_384
    let problems = ProblemSuite(name: "uniform", problems: Array(ProblemSuite.uniform(count: count, seed: 1)))
    for name in models where name.isTiny && (name.isTrained || !onlyTrained) {
      let model = try name.load().model
      let (ours, peers) = try measure(
        [Workload(units: Double(count)) { run(model, problems, self.threads) }],
        peer: .init(script: script, arguments: ["--model", name.rawValue, "--job", job.rawValue]))
      for rates in ours {
        add(
          BenchRow(
            job: job.rawValue, model: name.rawValue, threads: threads, spread: Spread(rates), unit: unit,
            peer: peers.best(job.rawValue, name.rawValue)))
      }
    }
  }
}
