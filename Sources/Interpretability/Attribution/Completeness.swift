/// Whether integrated gradients of the token vectors sum to the difference of the logit differences at the path's two ends, as they must
/// (Sundararajan et al. 2017): what is missing, the sum over the path has lost.
public struct Completeness: Codable, Hashable, Sendable {
  /// The most points of the path at which a gradient was taken; a block of pairs gets more until its gaps are below 1%.
  public internal(set) var points = 0
  /// Pairs.
  public internal(set) var pairs = 0
  /// Sums over pairs of the difference's size, and of the gap's, in logits.
  public internal(set) var differences = 0.0, gaps = 0.0
  /// The largest gap of a pair, in parts of its difference.
  public internal(set) var largestGap = 0.0

  /// The gap in parts of the difference, both summed over all pairs; nil where nothing differs.
  public var gap: Double? { differences > 0 ? gaps / differences : nil }

  mutating func add(_ other: Completeness) {
    points = max(points, other.points)
    pairs += other.pairs
    differences += other.differences
    gaps += other.gaps
    largestGap = max(largestGap, other.largestGap)
  }
}
