import Addition
import Lanes
import Testing
import Transformer

/// Gradients that share memory and overwrite instead of adding to zeros are the same gradients.
@Suite struct GradientPlanTests {
  @Test(arguments: TestModels.architectures.map(\.name))
  func sharingMemoryChangesNoBit(name: String) throws {
    let program = try Program(TestModels.named(name))
    let exact = TestModels.weights(program.parameters)
    let shared = gradient(Pass<ExactLane>(program, gradients: .weights), exact)
    #expect(shared == gradient(Pass<ExactLane>(program, gradients: .activations), exact))
    let single = exact.map { Float($0) }
    let fast = gradient(Pass<Lane>(program, gradients: .weights), single)
    #expect(fast == gradient(Pass<Lane>(program, gradients: .activations), single))
  }

  /// What one block leaves behind must not reach the next.
  @Test(arguments: TestModels.architectures.map(\.name))
  func aPassStartsAfresh(name: String) throws {
    let program = try Program(TestModels.named(name))
    let weights = TestModels.weights(program.parameters)
    let pass = Pass<ExactLane>(program, gradients: .weights)
    _ = gradient(pass, weights, seed: 8)
    #expect(gradient(pass, weights) == gradient(Pass<ExactLane>(program, gradients: .weights), weights))
  }

  private func gradient<V: LaneVector>(_ pass: Pass<V>, _ weights: [V.Scalar], seed: UInt64 = 7) -> [V.Scalar] {
    let store = WeightStore(pass.program, parameters: weights)
    pass.load(ProblemSuite.uniform(count: V.laneCount, seed: seed))
    pass.forward(store, positions: 0..<pass.program.positions, onlyAnswers: true)
    var gradient = [V.Scalar](repeating: 0, count: pass.program.valueCount)
    gradient.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress { pass.backward(store, weight: 0.01, gradient: base) }
    }
    return gradient
  }
}
