import Addition
import Certificates
import Transformer

/// What a round finds out about the weights that it ends with.
struct Assessment {
  let round: HardeningRound
  /// The worst inputs, the least margin first.
  let inputs: [WorstInput]
  /// The proof, where there is one.
  let certificate: Certificate?

  /// Looks for wrong inputs, and where there are none, for a proof.
  init(
    _ model: Model, of number: Int, _ plan: HardeningPlan, learningRate: Double?, timeLimit: Duration, threads: Int,
    progress: @escaping @Sendable (HardeningProgress) -> Void
  ) throws {
    let worst = try WorstInputs(model, arithmetic: plan.arithmetic, threads: threads) { done, of in
      progress(.searching(round: number, done: done, of: of))
    }
    let board = model.evaluate(.adderBoard, threads: threads).accuracy
    var (verdict, wrong, margin) = (Verdict.refuted, worst.wrong, worst.worst?.margin)
    var (inputs, proof) = (worst.inputs, Certificate?.none)
    if wrong == 0 {
      let certificate = try Certificate(model, arithmetic: plan.arithmetic, timeLimit: timeLimit, threads: threads) { done, of in
        progress(.proving(round: number, done: done, of: of))
      }
      verdict = certificate.verdict
      if let found = certificate.counterexample {
        inputs.insert(WorstInput(problem: found.problem, place: found.place, margin: found.margin), at: 0)
        (wrong, margin) = (1, found.margin)
      }
      if verdict == .proved { (margin, proof) = (certificate.margin, certificate) }
    }
    round = HardeningRound(
      round: number, verdict: verdict, wrong: wrong, looked: worst.looked, margin: margin.flatMap { $0.isFinite ? $0 : nil },
      board: board, learningRate: learningRate)
    (self.inputs, certificate) = (inputs, proof)
  }
}
