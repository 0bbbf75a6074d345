import Addition

/// What a model is, apart from the values of its weights: enough to compile it, count it and initialize it.
///
/// A JSON file of this type is an architecture. Sizes are per head where it says so; every weight matrix's shape follows.
public struct Architecture: Codable, Hashable, Sendable {
  /// How a problem is written as tokens.
  public var format: TokenFormat
  /// Rows of the position table; at least the format's input length.
  public var contextLength: Int
  public var residual: ResidualStream
  public var tokens: TokenEmbedding
  public var positions: PositionEmbedding
  /// Number of blocks.
  public var layers: Int
  public var attention: Attention
  public var mlp: MLP
  public var norm: Norm
  public var unembedding: Unembedding

  public init(
    format: TokenFormat, contextLength: Int, residual: ResidualStream, tokens: TokenEmbedding, positions: PositionEmbedding,
    layers: Int, attention: Attention, mlp: MLP, norm: Norm, unembedding: Unembedding
  ) {
    self.format = format
    self.contextLength = contextLength
    self.residual = residual
    self.tokens = tokens
    self.positions = positions
    self.layers = layers
    self.attention = attention
    self.mlp = mlp
    self.norm = norm
    self.unembedding = unembedding
  }
}

/// How token and position vectors make up the residual stream.
public enum ResidualStream: Codable, Hashable, Sendable {
  /// Token and position vectors of the same width are added.
  case sum(width: Int)
  /// `[token dims | position dims]`: queries and keys read the position dims, values the token dims.
  case split(token: Int, position: Int)

  /// The width of the residual stream, `d_model`.
  public var width: Int {
    switch self {
    case .sum(let width): width
    case .split(let token, let position): token + position
    }
  }

  /// The width of a token's vector.
  public var tokenWidth: Int {
    switch self {
    case .sum(let width): width
    case .split(let token, _): token
    }
  }

  /// The width of a position's vector.
  public var positionWidth: Int {
    switch self {
    case .sum(let width): width
    case .split(_, let position): position
    }
  }

  /// Whether tokens and positions keep to their own dims.
  public var isSplit: Bool {
    if case .split = self { true } else { false }
  }
}

/// Where token vectors come from.
public enum TokenEmbedding: String, Codable, Hashable, Sendable, CaseIterable {
  /// A learned table, one row a token.
  case table
  /// A circular arc with three parameters: token d at `A (cos(start + d stride), sin(start + d stride))`.
  case arc
}

/// Where position vectors come from.
public enum PositionEmbedding: Codable, Hashable, Sendable {
  /// A learned table, one row a position.
  case table
  /// One spiral shared by the three numbers: digit i at `(amp cos(2 pi i / 10 + phase), amp sin(...), slope i + offset)`.
  /// The carry-out Z10 and `=` have learned vectors; `+` and EOS are zero.
  case spiral(trained: Bool)

  private enum CodingKeys: String, CodingKey { case kind, trained }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    switch try container.decode(String.self, forKey: .kind) {
    case "table": self = .table
    case "spiral": self = .spiral(trained: try container.decode(Bool.self, forKey: .trained))
    case let kind:
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: container, debugDescription: "unknown position embedding '\(kind)'; use 'table' or 'spiral'")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .table: try container.encode("table", forKey: .kind)
    case .spiral(let trained):
      try container.encode("spiral", forKey: .kind)
      try container.encode(trained, forKey: .trained)
    }
  }
}

/// The attention layer of every block.
public struct Attention: Codable, Hashable, Sendable {
  /// How queries and keys get their weights.
  public enum QueryKey: String, Codable, Hashable, Sendable, CaseIterable {
    /// Each its own projection.
    case separate
    /// One projection for both; queries are then turned by one learned angle a head, in the pairs (0, 1), (2, 3), ...
    case rotated
  }

  public var heads: Int
  /// The width of a head's queries and keys.
  public var queryKeyWidth: Int
  /// The width of a head's values.
  public var valueWidth: Int
  public var queryKey: QueryKey
  /// Whether the value projection is the unembedding's.
  public var tiesValueToUnembedding: Bool
  /// The rank of the factored output projection; nil for a full matrix.
  public var outputRank: Int?

  public init(
    heads: Int, queryKeyWidth: Int, valueWidth: Int, queryKey: QueryKey = .separate, tiesValueToUnembedding: Bool = false,
    outputRank: Int? = nil
  ) {
    self.heads = heads
    self.queryKeyWidth = queryKeyWidth
    self.valueWidth = valueWidth
    self.queryKey = queryKey
    self.tiesValueToUnembedding = tiesValueToUnembedding
    self.outputRank = outputRank
  }
}

/// The two-layer network of every block.
public struct MLP: Codable, Hashable, Sendable {
  /// The nonlinearity between the two layers.
  public enum Activation: String, Codable, Hashable, Sendable, CaseIterable {
    /// `x Phi(x)`.
    case gelu
    /// The tanh approximation of GELU.
    case geluTanh
  }

  /// Hidden units, `d_mlp`.
  public var hidden: Int
  public var activation: Activation
  public var hasBias: Bool
  /// Whether the second layer's matrix is the unembedding's projection.
  public var tiesDownToUnembedding: Bool

  public init(hidden: Int, activation: Activation, hasBias: Bool = false, tiesDownToUnembedding: Bool = false) {
    self.hidden = hidden
    self.activation = activation
    self.hasBias = hasBias
    self.tiesDownToUnembedding = tiesDownToUnembedding
  }
}

/// The normalization before attention, before the MLP, and before the unembedding.
public struct Norm: Codable, Hashable, Sendable {
  /// Which statistics are taken out.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// Mean and variance, with weight and bias.
    case layer
    /// Root mean square, with weight.
    case rms
  }

  public var kind: Kind
  public var epsilon: Double
  /// Whether there is a norm before the unembedding.
  public var isFinal: Bool
  /// Whether all norms share one weight.
  public var isShared: Bool

  public init(kind: Kind, epsilon: Double, isFinal: Bool = true, isShared: Bool = false) {
    self.kind = kind
    self.epsilon = epsilon
    self.isFinal = isFinal
    self.isShared = isShared
  }
}

/// How the last residual becomes logits.
public enum Unembedding: String, Codable, Hashable, Sendable, CaseIterable {
  /// `x E^T` with the token table E.
  case tied
  /// A matrix of its own.
  case own
  /// `x P^T E^T`: a learned projection P of the residual to the token dims, then the token table.
  case projected
}
