import Addition
import Lanes

/// The gradient of the mean loss on some problems: of every parameter, by name, and of the activations at some hooks.
public struct LossGradients: Sendable {
  /// The mean cross-entropy over the answers' tokens, in nats.
  public let loss: Double
  /// By parameter, row-major, as `Model.tensor`.
  public let parameters: [String: [Float]]
  /// Each problem's own: how its share of the mean loss changes with its activations.
  public let activations: ActivationCache
}

extension Model {
  /// Differentiates the mean loss on problems, teacher-forced.
  ///
  /// - Parameter hooks: globs of the hooks whose gradients to keep, with commas between them; nil for none.
  /// - Throws: `HookSelectionError` for a glob that matches nothing; `InterventionError` for a model with interventions, which has no
  ///   backward pass.
  public func gradients(on problems: ProblemSuite, hooks: String? = nil, threads: Int = 1) throws -> LossGradients {
    guard !program.isIntervened else {
      throw InterventionError(intervention: "differentiate", problem: "a model with interventions has no backward pass")
    }
    struct Part: Sendable {
      var loss = 0.0
      var values: [Double]
      var activations: [[Float]]
    }
    let kept = try hooks.map { try program.hooks(matching: $0) } ?? []
    let weight = 1 / Float(max(problems.count, 1) * architecture.format.targetCount)
    let initial = Part(values: [Double](repeating: 0, count: program.valueCount), activations: kept.map { _ in [] })
    let parts = forEachBlock(of: problems, threads: threads, isLean: true, initial: initial) { _ in
      Pass<Lane>(program, gradients: kept.isEmpty ? .weights : .activations)
    } _: { _, weights, pass, indices, part in
      pass.load(count: indices.count) { problems[indices.lowerBound + $0] }
      pass.forward(weights)
      var gradient = [Float](repeating: 0, count: program.valueCount)
      gradient.withUnsafeMutableBufferPointer { buffer in
        guard let values = buffer.baseAddress else { return }
        part.loss += Double(pass.backward(weights, weight: weight, gradient: values)) * Double(weight)
        weights.pullBack(values)
      }
      for index in gradient.indices { part.values[index] += Double(gradient[index]) }
      for (index, hook) in kept.enumerated() {
        for lane in 0..<pass.count { part.activations[index] += pass.gradient(hook, lane: lane) }
      }
    }
    let total = parts.reduce(into: initial) { total, part in
      total.loss += part.loss
      for index in part.values.indices { total.values[index] += part.values[index] }
      for index in kept.indices { total.activations[index] += part.activations[index] }
    }
    return LossGradients(
      loss: total.loss,
      parameters: Dictionary(
        uniqueKeysWithValues: program.parameters.parameters.map { ($0.name, total.values[$0.range].map { Float($0) }) }),
      activations: ActivationCache(
        problems: problems,
        arrays: kept.enumerated().map { ($1, array($1, problems: problems.count, total.activations[$0])) }))
  }
}

extension Pass where V == Lane {
  /// One problem's gradient at a hook, laid out as `HookPoint.dimensions`.
  fileprivate func gradient(_ hook: HookPoint, lane: Int) -> [Float] {
    var values = [Float](repeating: 0, count: hook.dimensions(positions: program.positions).reduce(1, *))
    for head in 0..<(hook.heads ?? 1) {
      for position in 0..<program.positions {
        for feature in 0..<hook.features(positions: program.positions) {
          values[hook.index(head: head, position: position, feature: feature, positions: program.positions)] = gradient(
            hook, lane: lane, head: head, position: position, feature: feature)
        }
      }
    }
    return values
  }
}
