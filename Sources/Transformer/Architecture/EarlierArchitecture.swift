import Addition
import Lanes

/// The JSON of architectures before weights were expressions, when every tie was a field of its own.
struct EarlierArchitecture: Decodable {
  private let format: TokenFormat
  private let contextLength: Int
  private let residual: ResidualStream
  private let tokens: String
  private let positions: Positions
  private let layers: Int
  private let attention: Attention
  private let mlp: MLP
  private let norm: Norm
  private let unembedding: String
  private let naming: Naming?

  private enum Marker: CodingKey { case tokens }

  /// Nil where the decoder holds a description with expressions.
  init?(ifIn decoder: any Decoder) throws {
    guard try decoder.container(keyedBy: Marker.self).contains(.tokens) else { return nil }
    try self.init(from: decoder)
  }

  private struct Positions: Decodable {
    let kind: Kind
    let rank: Int?
    let base: Double?
    let pairing: Rotary.Pairing?
    let trained: Trained?
    let correction: Spiral.Correction?
    let special: SpecialPositions?

    enum Kind: String, Decodable { case table, factored, sinusoidal, rotary, places, spiral }

    /// True, false, or the names of those that are learned.
    enum Trained: Decodable {
      case names([String])

      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let all = try? container.decode(Bool.self) {
          self = .names(all ? ["amp", "phase", "slope", "offset"] : [])
        } else {
          self = .names(try container.decode([String].self))
        }
      }
    }
  }

  private struct Attention: Decodable {
    let heads, queryKeyWidth, valueWidth: Int
    let queryKey: QueryKey
    let tiesValueToKey: Bool?
    let tiesValueToUnembedding: Bool
    let keyValueHeads: Int?
    let normalizesQueryKey: Bool?
    let queryKeyValueRank: Int?
    let sharedFactor: WeightReference.Factor?
    let outputRank: Int?

    enum QueryKey: String, Decodable { case separate, tied, rotated, separateRotated }
  }

  private struct MLP: Decodable {
    let hidden: Int
    let activation: Transformer.MLP.Activation
    let hasBias, tiesDownToUnembedding: Bool
    let rank: Int?
  }

  private struct Norm: Decodable {
    let kind: Transformer.Norm.Kind
    let epsilon: Double
    let isFinal, isShared: Bool
  }

  // MARK: In today's terms

  var architecture: Architecture {
    var weights = WeightExpressions()
    weights[.tokens] = ["arc": .arc(TokenArc()), "ellipse": .arc(TokenArc(sineAmplitude: .learned(2.5)))][tokens]
    weights[.positions] = positionWeights
    queriesKeysAndValues(&weights)
    weights[.output] = attention.outputRank.map { .product(first: .own, second: .own, rank: $0) }
    for place in [WeightPlace.gate, .up, .down] where place != .gate || mlp.activation == .swiGLU {
      weights[place] = mlp.rank.map { .product(first: .own, second: .own, rank: $0) }
    }
    if mlp.tiesDownToUnembedding { weights[.down] = .transposed(.same(.projection)) }
    if norm.isShared {
      weights[.norm2] = layers == 1 ? .same(.norm1) : .reference(WeightReference(.norm1, layer: 0))
      weights[.finalNorm] = .same(.norm1)
      for layer in 0..<max(layers, 1) where layer > 0 {
        weights[.norm1, layer: layer] = .reference(WeightReference(.norm1, layer: 0))
      }
    }
    if unembedding == "own" { weights[.unembedding] = .own }
    let sharesFactor = attention.sharedFactor != nil && (naming ?? .ordinary(for: residual)) == .gptAcc
    return Architecture(
      format: format, contextLength: contextLength, residual: residual, layers: layers,
      attention: Transformer.Attention(
        heads: attention.heads, queryKeyWidth: attention.queryKeyWidth, valueWidth: attention.valueWidth,
        keyValueHeads: attention.keyValueHeads, normalizesQueryKey: attention.normalizesQueryKey == true ? true : nil,
        rotary: positions.kind == .rotary
          ? RotaryPositions(base: positions.base ?? 10_000, pairing: positions.pairing ?? .interleaved) : nil),
      mlp: Transformer.MLP(hidden: mlp.hidden, activation: mlp.activation, hasBias: mlp.hasBias),
      norm: Transformer.Norm(kind: norm.kind, epsilon: norm.epsilon, isFinal: norm.isFinal), weights: weights,
      naming: sharesFactor ? .lowRank : naming)
  }

  private var positionWeights: WeightExpression? {
    switch positions.kind {
    case .table, .rotary: return nil
    case .factored: return .product(first: .own, second: .own, rank: positions.rank ?? 0)
    case .sinusoidal: return .sinusoids
    case .places: return .places(positions.special ?? .equals)
    case .spiral:
      var spiral = Spiral(correction: positions.correction ?? .none)
      if case .names(let trained)? = positions.trained {
        spiral.amp.isLearned = trained.contains("amp")
        spiral.phase.isLearned = trained.contains("phase")
        spiral.slope.isLearned = trained.contains("slope")
        spiral.offset.isLearned = trained.contains("offset")
      }
      return .spiral(spiral, positions.special ?? .equals)
    }
  }

  private func queriesKeysAndValues(_ weights: inout WeightExpressions) {
    let (isTied, isTurned) = (
      [.tied, .rotated].contains(attention.queryKey), [.rotated, .separateRotated].contains(attention.queryKey)
    )
    let isFused = !isTied && attention.tiesValueToKey != true && (naming ?? .ordinary(for: residual)) == .gptAcc
    var query: WeightExpression = .own
    var key: WeightExpression = isTied ? .same(.query) : .own
    var value: WeightExpression = attention.tiesValueToKey == true ? .same(.key) : .own
    if let rank = attention.queryKeyValueRank {
      func factored(_ expression: WeightExpression) -> WeightExpression {
        guard expression == .own else { return expression }
        let common = attention.sharedFactor.map { WeightExpression.reference(WeightReference(.query, factor: $0)) }
        return switch attention.sharedFactor {
        case .first: .product(first: common ?? .own, second: .own, rank: rank)
        case .second: .product(first: .own, second: common ?? .own, rank: rank)
        // gpt-acc's tensor of all three has one first factor, too.
        case nil where isFused: .product(first: .reference(WeightReference(.query, factor: .first)), second: .own, rank: rank)
        case nil: .product(first: .own, second: .own, rank: rank)
        }
      }
      query = .product(first: .own, second: .own, rank: rank)
      (key, value) = (factored(key), factored(value))
    }
    if attention.tiesValueToUnembedding { value = .transposed(.same(.projection)) }
    if isTurned {
      // The tensor is the keys' where both have it: queries are the keys turned.
      (query, key) = isTied ? (.turned(.same(.key)), .own) : (.turned(query), key)
    }
    weights[.query] = query == .own ? nil : query
    weights[.key] = key == .own ? nil : key
    weights[.value] = value == .own ? nil : value
  }
}
