import Addition

/// How the weights of a family start.
public enum Initialization: String, Codable, Hashable, Sendable, CaseIterable {
  /// gpt-acc-jax, as flax does it: embeddings N(0, 1 / d_model), projections LeCun normal (truncated at two deviations,
  /// variance 1 / inputs), norms 1 and 0, biases 0.
  case flax
  /// MicroAdder: projections Xavier uniform, first factors U(-1, 1) / sqrt(rank), second factors 0, special positions
  /// N(0, 0.02), arc and spiral at their published starting points.
  case microAdder
}

extension Initialization {
  /// The initial values of all parameters, in the table's order. Every tensor draws from a stream of its own, so that adding
  /// one changes no other.
  public func values(for table: ParameterTable, seed: UInt64) -> [Float] {
    table.parameters.enumerated().flatMap { index, parameter in
      var random = RandomStream(seed: seed, purpose: .initialization, index: index)
      return (0..<parameter.count).map { _ in Float(value(parameter, &random)) }
    }
  }

  private func value(_ parameter: Parameter, _ random: inout RandomStream) -> Double {
    switch parameter.role {
    case .scalar(let initial): return initial
    case .normWeight: return 1
    case .normBias, .bias, .angle: return 0
    case .specialPosition: return 0.02 * random.normal()
    case .tokenEmbedding, .positionEmbedding:
      let width = Double(parameter.shape.last ?? 1)
      return random.normal() / width.squareRoot()
    case .projection(let inputs, let outputs):
      switch self {
      case .flax: return random.lecunNormal(fanIn: inputs)
      case .microAdder:
        let bound = (6 / Double(inputs + outputs)).squareRoot()
        return random.uniform(in: -bound..<bound)
      }
    case .firstFactor(_, let rank):
      let bound = 1 / Double(rank).squareRoot()
      return random.uniform(in: -bound..<bound)
    case .secondFactor: return 0
    }
  }
}
