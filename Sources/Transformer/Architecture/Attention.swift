/// The attention layer of every block.
public struct Attention: Hashable, Sendable {
  /// How queries and keys get their weights.
  public enum QueryKey: String, Codable, Hashable, Sendable, CaseIterable {
    /// Each its own projection.
    case separate
    /// One projection for both.
    case tied
    /// One projection for both; queries are then turned by one learned angle a head, in the pairs (0, 1), (2, 3), ...
    case rotated
    /// Each its own projection; queries are turned as above.
    case separateRotated

    /// Whether queries and keys have one projection.
    public var isTied: Bool { self == .tied || self == .rotated }
    /// Whether a learned angle turns the queries.
    public var isRotated: Bool { self == .rotated || self == .separateRotated }
  }

  /// Which factor of low-rank query, key and value projections they have in common.
  public enum SharedFactor: String, Codable, Hashable, Sendable, CaseIterable {
    /// The first, A, of `x A B` (the source's `shareA`).
    case first
    /// The second, B (`shareB`).
    case second
  }

  /// Heads of queries.
  public var heads: Int
  /// The width of a head's queries and keys.
  public var queryKeyWidth: Int
  /// The width of a head's values.
  public var valueWidth: Int
  /// How queries and keys get their weights.
  public var queryKey: QueryKey
  /// Whether values have the keys' projection. With tied queries and keys all three are one.
  public var tiesValueToKey: Bool
  /// Whether the value projection is the unembedding's.
  public var tiesValueToUnembedding: Bool
  /// Heads of keys and values, each serving as many heads of queries; nil for as many as `heads`.
  public var keyValueHeads: Int?
  /// Whether every head's queries and keys go through an RMS norm of their own weight.
  public var normalizesQueryKey: Bool
  /// The rank of the factored query, key and value projections; nil for full matrices.
  public var queryKeyValueRank: Int?
  /// The factor that queries, keys and values share.
  public var sharedFactor: SharedFactor?
  /// The rank of the factored output projection; nil for a full matrix.
  public var outputRank: Int?

  /// An attention layer, by default with full projections that are all its own.
  public init(
    heads: Int, queryKeyWidth: Int, valueWidth: Int, queryKey: QueryKey = .separate, tiesValueToKey: Bool = false,
    tiesValueToUnembedding: Bool = false, keyValueHeads: Int? = nil, normalizesQueryKey: Bool = false,
    queryKeyValueRank: Int? = nil, sharedFactor: SharedFactor? = nil, outputRank: Int? = nil
  ) {
    self.heads = heads
    self.queryKeyWidth = queryKeyWidth
    self.valueWidth = valueWidth
    self.queryKey = queryKey
    self.tiesValueToKey = tiesValueToKey
    self.tiesValueToUnembedding = tiesValueToUnembedding
    self.keyValueHeads = keyValueHeads
    self.normalizesQueryKey = normalizesQueryKey
    self.queryKeyValueRank = queryKeyValueRank
    self.sharedFactor = sharedFactor
    self.outputRank = outputRank
  }
}

extension Attention: Codable {
  private enum CodingKeys: CodingKey {
    case heads, queryKeyWidth, valueWidth, queryKey, tiesValueToKey, tiesValueToUnembedding, keyValueHeads, normalizesQueryKey
    case queryKeyValueRank, sharedFactor, outputRank
  }

  /// Decodes a layer; what `init` has a default for since the first models may be missing.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    heads = try container.decode(Int.self, forKey: .heads)
    queryKeyWidth = try container.decode(Int.self, forKey: .queryKeyWidth)
    valueWidth = try container.decode(Int.self, forKey: .valueWidth)
    queryKey = try container.decode(QueryKey.self, forKey: .queryKey)
    tiesValueToKey = try container.decode(.tiesValueToKey, default: false)
    tiesValueToUnembedding = try container.decode(Bool.self, forKey: .tiesValueToUnembedding)
    keyValueHeads = try container.decodeIfPresent(Int.self, forKey: .keyValueHeads)
    normalizesQueryKey = try container.decode(.normalizesQueryKey, default: false)
    queryKeyValueRank = try container.decodeIfPresent(Int.self, forKey: .queryKeyValueRank)
    sharedFactor = try container.decodeIfPresent(SharedFactor.self, forKey: .sharedFactor)
    outputRank = try container.decodeIfPresent(Int.self, forKey: .outputRank)
  }

  /// Encodes the layer; fields that came after the first models are left out where they are ordinary.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(heads, forKey: .heads)
    try container.encode(queryKeyWidth, forKey: .queryKeyWidth)
    try container.encode(valueWidth, forKey: .valueWidth)
    try container.encode(queryKey, forKey: .queryKey)
    try container.encode(tiesValueToKey, unless: false, forKey: .tiesValueToKey)
    try container.encode(tiesValueToUnembedding, forKey: .tiesValueToUnembedding)
    try container.encodeIfPresent(keyValueHeads, forKey: .keyValueHeads)
    try container.encode(normalizesQueryKey, unless: false, forKey: .normalizesQueryKey)
    try container.encodeIfPresent(queryKeyValueRank, forKey: .queryKeyValueRank)
    try container.encodeIfPresent(sharedFactor, forKey: .sharedFactor)
    try container.encodeIfPresent(outputRank, forKey: .outputRank)
  }
}
