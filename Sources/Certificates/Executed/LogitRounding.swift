import Transformer

/// How far the logits that the engine computes of what attention hands on are from those of the formula, over a box.
struct LogitRounding: Sendable {
  private let model: OneLayerModel
  private let position, token: Int
  /// Of the entry's features, where the coordinates do not count them already.
  private let entryErrors: [Double]
  private var machine: Machine

  private enum Machine: Sendable {
    case float32(StepMachine<ExecutedNumber<Float32Format>>)
    case float64(StepMachine<ExecutedNumber<Float64Format>>)
  }

  /// - Returns: nil in real arithmetic.
  init?(_ model: OneLayerModel, _ table: KeyTable, _ local: StepMachine<Interval>) {
    switch model.arithmetic {
    case .real: return nil
    case .float32: machine = .float32(StepMachine(local))
    case .float64: machine = .float64(StepMachine(local))
    }
    self.model = model
    entryErrors = table.joint?.entryErrors ?? [Double](repeating: 0, count: model.entry.width)
    (position, token) = (model.roles.query(table.place), table.token)
  }

  /// For each token a bound of `|executed logit - exact logit|` of the same entry, wherever in these intervals its features are.
  mutating func errors(_ entry: [Interval]) -> [Double] {
    switch machine {
    case .float32(var own):
      // The memory is not to be shared while it is written to.
      machine = .float32(StepMachine(model.program))
      defer { machine = .float32(own) }
      return errors(entry, &own)
    case .float64(var own):
      machine = .float64(StepMachine(model.program))
      defer { machine = .float64(own) }
      return errors(entry, &own)
    }
  }

  private func errors<Format>(_ entry: [Interval], _ machine: inout StepMachine<ExecutedNumber<Format>>) -> [Double] {
    for (f, feature) in entry.enumerated() {
      machine.set(ExecutedNumber(value: feature, error: entryErrors[f]), at: f, of: model.entry)
    }
    machine.run(model.tailSteps, model.values, position: position, token: token)
    return machine.outputs(of: model.unembedding, bias: model.unembeddingBias, model.values, from: model.last).map(\.error)
  }
}
