import Addition
import Lanes
import Testing
import Training
import Transformer

/// A batch's gradient has the same bits whoever computes it.
@Suite struct BatchGradientTests {
  /// The second model has so many weights that threads share their sums as well.
  @Test(arguments: [
    Architecture.microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: true),
    .gptAcc(width: 32, hidden: 34, layers: 2, heads: 2, hasBias: true, tiesHead: false),
  ])
  func threadsChangeNoBit(architecture: Architecture) throws {
    let program = try Program(architecture)
    let weights = WeightStore(program, parameters: Initialization.flax.values(for: program.parameters, seed: 3))
    let problems = Sampling(operands: .uniformValue).sampler(at: 5, seed: 9)
    // Blocks of which the last is not full, more of them than threads.
    let alone = BatchGradient<Lane, StepSampler>(program, batch: 37, threads: 1)
    let loss = alone.compute(weights, problems: problems)
    #expect(loss.isFinite && alone.gradient.contains { $0 != 0 })
    for threads in [2, 3, 20] {
      let together = BatchGradient<Lane, StepSampler>(program, batch: 37, threads: threads)
      for _ in 0..<3 {
        #expect(together.compute(weights, problems: problems) == loss)
        #expect(together.gradient.elementsEqual(alone.gradient))
      }
    }
  }
}
