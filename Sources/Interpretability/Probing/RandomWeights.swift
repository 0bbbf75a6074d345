import Addition
import Transformer

/// The control of a probe's claim: the same architecture before any training.
enum RandomWeights {
  /// The seed of a control, 32 bits so that it survives any JSON reader.
  static func seed(_ control: Int, of study: UInt64) -> UInt64 {
    var random = RandomStream(seed: study, purpose: .analysis, step: 21, index: control)
    return random.next() >> 32
  }

  /// The model with weights drawn anew as its family's are before training; frozen numbers stay, and so do interventions.
  ///
  /// Second factors of low-rank matrices, which some families start at zero, are drawn like first ones: a control whose attention
  /// writes nothing would be beaten by anything.
  static func model(like model: Model, seed: UInt64) -> Model {
    let table = model.program.parameters
    var weights = initialization(of: model).values(for: table, seed: seed)
    for (index, parameter) in table.parameters.enumerated() {
      if !parameter.isTrainable {
        weights.replaceSubrange(parameter.range, with: model.weights[parameter.range])
      } else if case .secondFactor(let rank, _) = parameter.role, weights[parameter.range].allSatisfy({ $0 == 0 }) {
        var random = RandomStream(seed: seed, purpose: .analysis, step: 22, index: index)
        let bound = 1 / Double(rank).squareRoot()
        for place in parameter.range { weights[place] = Float(random.uniform(in: -bound..<bound)) }
      }
    }
    do { return try Model(model.program, weights: weights) } catch {
      preconditionFailure("the table has as many values as the program: \(error)")
    }
  }

  /// How weights of the model's family start.
  static func initialization(of model: Model) -> Initialization {
    if model.architecture.residual.isSplit { return .microAdder }
    let isFactored = model.program.parameters.parameters.contains {
      if case .secondFactor = $0.role { true } else { false }
    }
    return isFactored ? .lowRank : .flax
  }
}
