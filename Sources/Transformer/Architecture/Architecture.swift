import Addition

/// What a model is, apart from the values of its weights: enough to compile it, count it and initialize it.
///
/// A JSON file of this type is an architecture. Sizes are per head where it says so; every weight matrix's shape follows.
public struct Architecture: Hashable, Sendable {
  /// How a problem is written as tokens.
  public var format: TokenFormat
  /// Rows of the position table; at least the format's input length.
  public var contextLength: Int
  /// What the blocks read and write.
  public var residual: ResidualStream
  /// Number of blocks.
  public var layers: Int
  /// The attention layer, the same in every block.
  public var attention: Attention
  /// The feed-forward network, the same in every block.
  public var mlp: MLP
  /// The normalization before every layer and before the unembedding.
  public var norm: Norm
  /// Where the weights of every place come from that do not simply have a tensor of their own. Unless it is said otherwise, the
  /// unembedding is the token vectors; a split residual stream is first projected to the token dims.
  public var weights: WeightExpressions
  /// The part of the residual stream that queries, keys or values read, where it is another than usual.
  public var reads: [WeightPlace: ResidualStream.Part]
  /// What the tensors are called. Ordinarily `gptAcc` for a summed residual stream and `microAdder` for a split one.
  public var naming: Naming

  /// Describes a model; `validate()` says whether it makes sense.
  ///
  /// - Parameters:
  ///   - contextLength: nil for the format's input length.
  ///   - naming: nil for the residual stream's ordinary names.
  public init(
    format: TokenFormat, contextLength: Int? = nil, residual: ResidualStream, layers: Int = 1, attention: Attention, mlp: MLP,
    norm: Norm, weights: WeightExpressions = [:], reads: [WeightPlace: ResidualStream.Part] = [:], naming: Naming? = nil
  ) {
    self.format = format
    self.contextLength = contextLength ?? format.inputLength
    self.residual = residual
    self.layers = layers
    self.attention = attention
    self.mlp = mlp
    self.norm = norm
    self.weights = weights
    self.reads = reads
    self.naming = naming ?? .ordinary(for: residual)
  }
}

extension Architecture: Codable {
  private enum CodingKeys: CodingKey {
    case format, contextLength, residual, layers, attention, mlp, norm, weights, reads, naming
  }

  /// Decodes a description. `contextLength`, `layers`, `weights`, `reads` and `naming` may be missing. Files from before there were
  /// expressions are understood, too.
  public init(from decoder: any Decoder) throws {
    if let old = try EarlierArchitecture(ifIn: decoder) {
      self = old.architecture
      return
    }
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let format = try container.decode(TokenFormat.self, forKey: .format)
    let residual = try container.decode(ResidualStream.self, forKey: .residual)
    let reads = try container.decode(.reads, default: [String: ResidualStream.Part]())
    self.init(
      format: format, contextLength: try container.decodeIfPresent(Int.self, forKey: .contextLength), residual: residual,
      layers: try container.decode(.layers, default: 1), attention: try container.decode(Attention.self, forKey: .attention),
      mlp: try container.decode(MLP.self, forKey: .mlp), norm: try container.decode(Norm.self, forKey: .norm),
      weights: try container.decode(.weights, default: [:]),
      reads: Dictionary(
        uniqueKeysWithValues: try reads.map { name, part in
          guard let place = WeightPlace(rawValue: name) else {
            throw DecodingError.dataCorruptedError(
              forKey: .reads, in: container, debugDescription: "there is no such place as '\(name)'; use query, key or value")
          }
          return (place, part)
        }), naming: try container.decodeIfPresent(Naming.self, forKey: .naming))
  }

  /// Encodes the description; what is ordinary is left out.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(format, forKey: .format)
    try container.encode(contextLength, unless: format.inputLength, forKey: .contextLength)
    try container.encode(residual, forKey: .residual)
    try container.encode(layers, unless: 1, forKey: .layers)
    try container.encode(attention, forKey: .attention)
    try container.encode(mlp, forKey: .mlp)
    try container.encode(norm, forKey: .norm)
    try container.encode(weights, unless: [:], forKey: .weights)
    let reads = Dictionary(uniqueKeysWithValues: reads.map { ($0.key.rawValue, $0.value) })
    try container.encode(reads, unless: [:], forKey: .reads)
    try container.encode(naming, unless: .ordinary(for: residual), forKey: .naming)
  }
}
