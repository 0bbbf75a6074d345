import Addition

/// What a model is, apart from the values of its weights: enough to compile it, count it and initialize it.
///
/// A JSON file of this type is an architecture. Sizes are per head where it says so; every weight matrix's shape follows.
/// Fields with an ordinary value, such as `keyValueHeads`, may be left out of the JSON.
public struct Architecture: Hashable, Sendable {
  /// How a problem is written as tokens.
  public var format: TokenFormat
  /// Rows of the position table; at least the format's input length.
  public var contextLength: Int
  /// What the blocks read and write.
  public var residual: ResidualStream
  /// Where token vectors come from.
  public var tokens: TokenEmbedding
  /// Where positions come from.
  public var positions: PositionEmbedding
  /// Number of blocks.
  public var layers: Int
  /// The attention layer, the same in every block.
  public var attention: Attention
  /// The feed-forward network, the same in every block.
  public var mlp: MLP
  /// The normalization before every layer and before the unembedding.
  public var norm: Norm
  /// How the last residual becomes logits.
  public var unembedding: Unembedding
  /// What the tensors are called. Ordinarily `gptAcc` for a summed residual stream and `microAdder` for a split one.
  public var naming: Naming

  /// Describes a model; `validate()` says whether it makes sense.
  ///
  /// - Parameter naming: nil for the residual stream's ordinary names.
  public init(
    format: TokenFormat, contextLength: Int, residual: ResidualStream, tokens: TokenEmbedding, positions: PositionEmbedding,
    layers: Int, attention: Attention, mlp: MLP, norm: Norm, unembedding: Unembedding, naming: Naming? = nil
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
    self.naming = naming ?? .ordinary(for: residual)
  }
}

extension Architecture: Codable {
  private enum CodingKeys: CodingKey {
    case format, contextLength, residual, tokens, positions, layers, attention, mlp, norm, unembedding, naming
  }

  /// Decodes a description; `naming` may be missing.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    format = try container.decode(TokenFormat.self, forKey: .format)
    contextLength = try container.decode(Int.self, forKey: .contextLength)
    residual = try container.decode(ResidualStream.self, forKey: .residual)
    tokens = try container.decode(TokenEmbedding.self, forKey: .tokens)
    positions = try container.decode(PositionEmbedding.self, forKey: .positions)
    layers = try container.decode(Int.self, forKey: .layers)
    attention = try container.decode(Attention.self, forKey: .attention)
    mlp = try container.decode(MLP.self, forKey: .mlp)
    norm = try container.decode(Norm.self, forKey: .norm)
    unembedding = try container.decode(Unembedding.self, forKey: .unembedding)
    naming = try container.decode(.naming, default: .ordinary(for: residual))
  }

  /// Encodes the description; an ordinary `naming` is left out.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(format, forKey: .format)
    try container.encode(contextLength, forKey: .contextLength)
    try container.encode(residual, forKey: .residual)
    try container.encode(tokens, forKey: .tokens)
    try container.encode(positions, forKey: .positions)
    try container.encode(layers, forKey: .layers)
    try container.encode(attention, forKey: .attention)
    try container.encode(mlp, forKey: .mlp)
    try container.encode(norm, forKey: .norm)
    try container.encode(unembedding, forKey: .unembedding)
    try container.encode(naming, unless: .ordinary(for: residual), forKey: .naming)
  }
}
