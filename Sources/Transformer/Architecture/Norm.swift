/// The normalization before attention, before the MLP, and before the unembedding.
public struct Norm: Hashable, Sendable {
  /// Which statistics are taken out.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// Mean and variance. Norms with a vector of weights have a bias, too.
    case layer
    /// Root mean square.
    case rms
  }

  /// Which statistics are taken out.
  public var kind: Kind
  /// What is added to the variance or mean square.
  public var epsilon: Double
  /// Whether there is a norm before the unembedding.
  public var isFinal: Bool

  /// Norms, by default one before the unembedding too.
  public init(kind: Kind, epsilon: Double, isFinal: Bool = true) {
    self.kind = kind
    self.epsilon = epsilon
    self.isFinal = isFinal
  }
}

extension Norm: Codable {
  private enum CodingKeys: CodingKey { case kind, epsilon, isFinal }

  /// Decodes norms; unless `isFinal` is false there is one before the unembedding.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    kind = try container.decode(Kind.self, forKey: .kind)
    epsilon = try container.decode(Double.self, forKey: .epsilon)
    isFinal = try container.decode(.isFinal, default: true)
  }

  /// Encodes norms; a final one goes without saying.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(kind, forKey: .kind)
    try container.encode(epsilon, forKey: .epsilon)
    try container.encode(isFinal, unless: true, forKey: .isFinal)
  }
}
