import Addition
import Lanes
import Testing
import Transformer

/// Backward passes against central differences of the loss, in float64.
@Suite struct GradientTests {
  @Test(arguments: TestModels.architectures.map(\.name))
  func gradientIsTheLossesSlope(name: String) throws {
    let architecture = try TestModels.named(name)
    let program = try Program(architecture)
    let table = program.parameters
    let problems = Array(ProblemSuite.uniform(count: 5, seed: 3))
    let store = WeightStore(program, parameters: TestModels.weights(table))
    let pass = Pass<ExactLane>(program, gradients: .activations)
    pass.load(problems)
    let gradient = UnsafeMutablePointer<Double>.allocate(capacity: program.valueCount)
    defer { gradient.deallocate() }

    func loss() -> Double {
      gradient.update(repeating: 0, count: program.valueCount)
      pass.forward(store)
      return pass.backward(store, weight: 1, gradient: gradient)
    }

    gradient.initialize(repeating: 0, count: program.valueCount)
    _ = loss()
    store.pullBack(gradient)
    let analytic = (0..<table.count).map { gradient[$0] }
    let scale = analytic.map(abs).max() ?? 1
    for parameter in table.parameters where parameter.isTrainable {
      // Every seventh entry of the large tables, all of the small ones.
      for index in stride(from: parameter.offset, to: parameter.range.upperBound, by: parameter.count > 60 ? 7 : 1) {
        let step = 1e-6
        store.update { $0[index] += step }
        let above = loss()
        store.update { $0[index] -= 2 * step }
        let below = loss()
        store.update { $0[index] += step }
        let slope = (above - below) / (2 * step)
        #expect(abs(slope - analytic[index]) < 1e-6 * max(1, scale), "\(parameter.name)[\(index - parameter.offset)]")
      }
    }
  }

  @Test func emptyLanesCountForNothing() throws {
    let program = try Program(.gptAcc(width: 4, hidden: 4))
    let store = WeightStore(program, parameters: TestModels.weights(program.parameters))
    let problems = Array(ProblemSuite.uniform(count: 8, seed: 5))
    var gradients: [[Double]] = []
    for parts in [[problems], [Array(problems[..<3]), Array(problems[3...])]] {
      var sum = [Double](repeating: 0, count: program.valueCount)
      for part in parts {
        let pass = Pass<ExactLane>(program, gradients: .activations)
        pass.load(part)
        pass.forward(store)
        sum.withUnsafeMutableBufferPointer { buffer in
          guard let g = buffer.baseAddress else { return }
          pass.backward(store, weight: 1, gradient: g)
        }
      }
      gradients.append(sum)
    }
    for (whole, parts) in zip(gradients[0], gradients[1]) { #expect(abs(whole - parts) < 1e-9) }
  }
}
