/// The normalization before attention, before the MLP, and before the unembedding.
public struct Norm: Codable, Hashable, Sendable {
  /// Which statistics are taken out.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// Mean and variance, with weight and bias.
    case layer
    /// Root mean square, with weight.
    case rms
  }

  /// Which statistics are taken out.
  public var kind: Kind
  /// What is added to the variance or mean square.
  public var epsilon: Double
  /// Whether there is a norm before the unembedding.
  public var isFinal: Bool
  /// Whether all norms share one weight.
  public var isShared: Bool

  /// Norms, by default one before the unembedding too, each with a weight of its own.
  public init(kind: Kind, epsilon: Double, isFinal: Bool = true, isShared: Bool = false) {
    self.kind = kind
    self.epsilon = epsilon
    self.isFinal = isFinal
    self.isShared = isShared
  }
}
