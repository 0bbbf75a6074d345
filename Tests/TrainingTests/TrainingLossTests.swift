import Addition
import Lanes
import Testing
import Training
import Transformer

/// Losses of one's own: their gradients are those of the numbers they return.
@Suite struct TrainingLossTests {
  private static let suite = ProblemSuite.uniform(count: 37, seed: 3)

  /// Squared errors of the logits against 1 for the right token and 0 for the others.
  private static func squares<V: LaneVector>(_: V.Type = V.self) -> TrainingLoss<V> {
    TrainingLoss { block in
      var loss = V.zero
      for position in 0..<block.positions {
        for token in 0..<block.vocabulary {
          let aim = V(repeating: 1).masked(where: block.target(at: position), equal: V.Scalar(token))
          let error = block.logit(token, at: position) - aim
          block[gradientOf: token, at: position] = 2 * error
          loss += error * error
        }
      }
      return loss
    }
  }

  private static func weighted<V: LaneVector>(_: V.Type = V.self) -> TrainingLoss<V> {
    .weighted { problem, position in V.Scalar(problem.a % 3) + V.Scalar(position) / 4 }
  }

  /// The mean loss, and the gradient.
  private static func compute<V: LaneVector>(
    _ loss: TrainingLoss<V>?, _ program: Program, _ parameters: [V.Scalar], threads: Int = 1
  ) -> (loss: V.Scalar, gradient: [V.Scalar]) {
    let batch = BatchGradient<V, ProblemSuite>(program, loss: loss, batch: suite.count, threads: threads)
    let mean = batch.compute(WeightStore(program, parameters: parameters), problems: suite)
    return (mean, Array(batch.gradient))
  }

  private static func values<Scalar: BinaryFloatingPoint>(_ program: Program) -> [Scalar] {
    Initialization.flax.values(for: program.parameters, seed: 3).map { Scalar($0) }
  }

  @Test(arguments: [squares(ExactLane.self), weighted(ExactLane.self)])
  func gradientsAreFiniteDifferences(loss: TrainingLoss<ExactLane>) throws {
    let program = try Program(.gptAcc(width: 4, hidden: 4))
    let parameters: [Double] = Self.values(program)
    let gradient = Self.compute(loss, program, parameters).gradient
    #expect(gradient.count { $0 != 0 } > parameters.count / 2)
    for index in stride(from: 0, to: program.parameters.learnableCount, by: 7) {
      let difference = [1e-5, -1e-5].map { step in
        var moved = parameters
        moved[index] += step
        return Self.compute(loss, program, moved).loss
      }
      let slope = (difference[0] - difference[1]) / 2e-5
      #expect(abs(slope - gradient[index]) <= 1e-7 * max(1, abs(slope)), "parameter \(index)")
    }
  }

  @Test func weightsOfOneAreTheUsualLoss() throws {
    let program = try Program(.gptAcc(width: 4, hidden: 4))
    let parameters: [Double] = Self.values(program)
    let usual = Self.compute(nil as TrainingLoss<ExactLane>?, program, parameters)
    let ones = Self.compute(TrainingLoss<ExactLane>.weighted { _, _ in 1 }, program, parameters)
    #expect(abs(ones.loss - usual.loss) <= 1e-12 * usual.loss)
    for (one, expected) in zip(ones.gradient, usual.gradient) { #expect(abs(one - expected) <= 1e-12) }
    let none = Self.compute(TrainingLoss<ExactLane>.weighted { _, _ in 0 }, program, parameters)
    #expect(none.loss == 0)
    #expect(none.gradient.allSatisfy { $0 == 0 })
  }

  /// The last of three blocks has five problems; eleven lanes are nobody's.
  @Test func lanesWithoutProblemsCountForNothing() throws {
    let program = try Program(.gptAcc(width: 4, hidden: 4))
    let parameters: [Double] = Self.values(program)
    let careful = Self.compute(Self.squares(ExactLane.self), program, parameters)
    let careless = TrainingLoss<ExactLane> { block in
      var loss = ExactLane(repeating: 0)
      for position in 0..<block.positions {
        for token in 0..<block.vocabulary {
          let aim = ExactLane(repeating: 1).masked(where: block.target(at: position), equal: Double(token))
          var error = block.logit(token, at: position) - aim
          for lane in block.count..<ExactLane.laneCount { error[lane] = .nan }
          block[gradientOf: token, at: position] = 2 * error
          loss += error * error
        }
      }
      return loss
    }
    let result = Self.compute(careless, program, parameters)
    #expect(result.loss == careful.loss)
    #expect(result.gradient == careful.gradient)
  }

  @Test(arguments: [squares(Lane.self), weighted(Lane.self)], [2, 3])
  func threadsChangeNoBit(loss: TrainingLoss<Lane>, threads: Int) throws {
    let program = try Program(.microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: true))
    let parameters: [Float] = Self.values(program)
    let alone = Self.compute(loss, program, parameters)
    let together = Self.compute(loss, program, parameters, threads: threads)
    #expect(alone.loss.isFinite && alone.loss > 0)
    #expect(together == alone)
  }
}
