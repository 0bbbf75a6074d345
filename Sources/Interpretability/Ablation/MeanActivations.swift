import Addition
import Lanes
import Transformer

/// Activations averaged over problems, teacher-forced: what a mean ablation puts in place.
public struct MeanActivations: Sendable {
  /// The problems averaged over.
  public let source: ProblemSource
  private let means: [String: [Float]]

  /// One hook's mean, `[head?][position][feature]` flattened; nil for a hook that was not asked for.
  public subscript(hook: String) -> [Float]? { means[hook] }

  /// Averages some hooks; names that the model does not have are passed over.
  ///
  /// - Throws: `AnalysisError.noProblems`.
  public init(_ model: Model, hooks names: [String], on test: ProblemSuite, threads: Int = 1) throws(AnalysisError) {
    try test.requireProblems()
    let hooks = names.compactMap { model.program.hook($0) }
    let sizes = hooks.map { $0.dimensions(positions: model.program.positions).reduce(1, *) }
    let initial = sizes.map { [Double](repeating: 0, count: $0) }
    let parts = model.forEachBlock(of: test, threads: threads, initial: initial) { pass, weights, indices, sums in
      pass.forward(weights)
      for (index, hook) in hooks.enumerated() {
        withUnsafeTemporaryAllocation(of: Float.self, capacity: sizes[index]) { values in
          values.initialize(repeating: 0)
          guard let base = values.baseAddress else { return }
          for lane in 0..<indices.count {
            pass.copyActivation(hook, lane: lane, to: base)
            for i in values.indices { sums[index][i] += Double(values[i]) }
          }
        }
      }
    }
    let sums = parts.reduce(into: initial) { total, part in
      for index in total.indices {
        for i in total[index].indices { total[index][i] += part[index][i] }
      }
    }
    source = test.source
    let count = Double(test.count)
    means = Dictionary(
      zip(hooks.map(\.name), sums.map { $0.map { Float($0 / count) } }), uniquingKeysWith: { first, _ in first })
  }
}
