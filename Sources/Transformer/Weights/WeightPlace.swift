/// A place in the computation that reads weights.
public enum WeightPlace: String, Codable, Hashable, Sendable, CaseIterable {
  /// The token vectors, `[token, feature]`.
  case tokens
  /// The position vectors, `[position, feature]`.
  case positions
  /// The norms before attention, before the MLP, and before the unembedding: a vector a place.
  case norm1, norm2, finalNorm
  /// The projections of attention, `[output, input]`, all heads one after the other.
  case query, key, value, output
  /// The norms of every head's queries and keys: a vector as wide as a head.
  case queryNorm, keyNorm
  /// The projections of the MLP, `[output, input]`. `gate` goes through SiLU, and only a gated MLP has it.
  case gate, up, down
  /// The projection of the last residual to the token dims, `[token feature, residual feature]`.
  case projection
  /// `[token, feature]`: what the logits are made with.
  case unembedding

  /// Whether every block has this place.
  public var isInEveryLayer: Bool {
    switch self {
    case .tokens, .positions, .finalNorm, .projection, .unembedding: false
    case .norm1, .norm2, .query, .key, .value, .output, .queryNorm, .keyNorm, .gate, .up, .down: true
    }
  }

  /// Whether it holds the weights of a norm.
  public var isNorm: Bool {
    switch self {
    case .norm1, .norm2, .finalNorm, .queryNorm, .keyNorm: true
    default: false
    }
  }
}

/// A place of one block, or of the whole model.
public struct WeightSite: Hashable, Sendable, CustomStringConvertible {
  /// The place.
  public let place: WeightPlace
  /// The block, from 0; 0 for places that are there once.
  public let layer: Int

  /// A place of a block.
  public init(_ place: WeightPlace, layer: Int = 0) {
    self.place = place
    self.layer = place.isInEveryLayer ? layer : 0
  }

  /// Such as `blocks.0.query`, or `tokens`.
  public var description: String { place.isInEveryLayer ? "blocks.\(layer).\(place.rawValue)" : place.rawValue }
}
