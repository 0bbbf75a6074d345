/// The feed-forward network of every block.
public struct MLP: Hashable, Sendable {
  /// The nonlinearity between the two layers.
  public enum Activation: String, Codable, Hashable, Sendable, CaseIterable {
    /// `x Phi(x)`.
    case gelu
    /// The tanh approximation of GELU.
    case geluTanh
    /// `silu(gate) * up`, where gate and up are two projections of the input.
    case swiGLU
  }

  /// Hidden units, `d_mlp`.
  public var hidden: Int
  /// The nonlinearity.
  public var activation: Activation
  /// Whether the layers have biases; a layer whose matrix is another place's has none of its own.
  public var hasBias: Bool

  /// A network, by default without biases.
  public init(hidden: Int, activation: Activation, hasBias: Bool = false) {
    self.hidden = hidden
    self.activation = activation
    self.hasBias = hasBias
  }
}

extension MLP: Codable {
  private enum CodingKeys: CodingKey { case hidden, activation, hasBias }

  /// Decodes a network; without `hasBias` it has none.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    hidden = try container.decode(Int.self, forKey: .hidden)
    activation = try container.decode(Activation.self, forKey: .activation)
    hasBias = try container.decode(.hasBias, default: false)
  }

  /// Encodes a network; without biases, nothing is said of them.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(hidden, forKey: .hidden)
    try container.encode(activation, forKey: .activation)
    try container.encode(hasBias, unless: false, forKey: .hasBias)
  }
}
