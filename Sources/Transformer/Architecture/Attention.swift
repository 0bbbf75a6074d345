import Lanes

/// The attention layer of every block.
public struct Attention: Codable, Hashable, Sendable {
  /// Heads of queries.
  public var heads: Int
  /// The width of a head's queries and keys.
  public var queryKeyWidth: Int
  /// The width of a head's values.
  public var valueWidth: Int
  /// Heads of keys and values, each serving as many heads of queries; nil for as many as `heads`.
  public var keyValueHeads: Int?
  /// Whether every head's queries and keys go through a norm; nil for not.
  public var normalizesQueryKey: Bool?
  /// The angles by which positions turn queries and keys; nil for none.
  public var rotary: RotaryPositions?

  /// An attention layer, by default without norms or rotary positions.
  public init(
    heads: Int, queryKeyWidth: Int, valueWidth: Int, keyValueHeads: Int? = nil, normalizesQueryKey: Bool? = nil,
    rotary: RotaryPositions? = nil
  ) {
    self.heads = heads
    self.queryKeyWidth = queryKeyWidth
    self.valueWidth = valueWidth
    self.keyValueHeads = keyValueHeads
    self.normalizesQueryKey = normalizesQueryKey
    self.rotary = rotary
  }
}

/// Rotary positions: position p turns pair j of a head's n features by `p (2 pi / period) base^(-2j / n)`. Su et al. 2021 have a
/// period of 2 pi, that is, an angle of p for the first pair.
public struct RotaryPositions: Codable, Hashable, Sendable {
  /// What makes later pairs turn more slowly, `rope_theta`.
  public var base: Double
  /// Positions that make a whole turn of the first pair; nil for 2 pi.
  public var period: Double?
  /// Which features make a pair.
  public var pairing: Rotary.Pairing

  /// Rotary positions, by default of the paper's period.
  public init(base: Double, period: Double? = nil, pairing: Rotary.Pairing) {
    self.base = base
    self.period = period
    self.pairing = pairing
  }
}
