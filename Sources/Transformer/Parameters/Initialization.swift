import Addition
import Foundation

/// How the weights of a family start.
public enum Initialization: String, Codable, Hashable, Sendable, CaseIterable {
  /// gpt-acc-jax, as flax does it: embeddings N(0, 1 / d_model), projections LeCun normal (truncated at two deviations,
  /// variance 1 / inputs), norms 1 and 0, biases 0.
  case flax
  /// MicroAdder: projections Xavier uniform, first factors U(-1, 1) / sqrt(rank), second factors 0, learned positions
  /// N(0, 0.02), token tables on a spiral, token arc and position spiral at their published starting points.
  case microAdder
  /// The low-rank line: embeddings, their factors and full projections N(0, 0.02), first factors N(0, sqrt(2 / (inputs +
  /// rank))), second factors N(0, sqrt(2 / (rank + outputs))), norms 1 and 0, biases 0; the numbers are standard deviations.
  case lowRank
}

extension Initialization {
  /// The initial values of all parameters, in the table's order. Every tensor draws from a stream of its own, so that adding
  /// one changes no other.
  public func values(for table: ParameterTable, seed: UInt64) -> [Float] {
    table.parameters.enumerated().flatMap { index, parameter in
      var random = RandomStream(seed: seed, purpose: .initialization, index: index)
      return (0..<parameter.count).map { Float(value(parameter, at: $0, &random)) }
    }
  }

  private func value(_ parameter: Parameter, at place: Int, _ random: inout RandomStream) -> Double {
    let width = parameter.shape.last ?? 1
    switch (parameter.role, self) {
    case (.scalar(let initial), _): return initial
    case (.normWeight, _): return 1
    case (.normBias, _), (.bias, _): return 0
    case (.specialPosition, _), (.tokenEmbedding, .lowRank), (.positionEmbedding, .lowRank),
      (.positionEmbedding, .microAdder), (.projection, .lowRank):
      return 0.02 * random.normal()
    case (.tokenEmbedding, .microAdder): return Self.spiral(token: place / width, dimension: place % width)
    case (.tokenEmbedding, .flax), (.positionEmbedding, .flax): return random.normal() / Double(width).squareRoot()
    case (.projection(let inputs, _), .flax): return random.lecunNormal(fanIn: inputs)
    case (.projection(let inputs, let outputs), .microAdder):
      let bound = (6 / Double(inputs + outputs)).squareRoot()
      return random.uniform(in: -bound..<bound)
    case (.firstFactor(let inputs, let rank), .lowRank): return (2 / Double(inputs + rank)).squareRoot() * random.normal()
    case (.secondFactor(let rank, let outputs), .lowRank): return (2 / Double(rank + outputs)).squareRoot() * random.normal()
    case (.firstFactor(_, let rank), _):
      let bound = 1 / Double(rank).squareRoot()
      return random.uniform(in: -bound..<bound)
    case (.secondFactor, _): return 0
    }
  }

  /// Digit d at `(cos(2 pi d / 10), sin(2 pi d / 10), d / 9)`; the four special tokens outside of it, at distinct corners.
  private static func spiral(token: Int, dimension: Int) -> Double {
    guard dimension < 3 else { return 0 }
    if token >= 10 {
      let corners: [[Double]] = [[2, 0, -1], [0, 2, -1], [-2, 0, -1], [0, -2, -1]]
      return corners[(token - 10) % 4][dimension]
    }
    let angle = 2 * Double.pi * Double(token) / 10
    return [cos(angle), sin(angle), Double(token) / 9][dimension]
  }
}
