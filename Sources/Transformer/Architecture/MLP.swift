/// The feed-forward network of every block.
public struct MLP: Codable, Hashable, Sendable {
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
  /// Whether the layers have biases; a second layer that is the unembedding's projection has none.
  public var hasBias: Bool
  /// Whether the second layer's matrix is the unembedding's projection.
  public var tiesDownToUnembedding: Bool
  /// The rank of the factored layers; nil for full matrices.
  public var rank: Int?

  /// A network, by default with full matrices of its own and no biases.
  public init(
    hidden: Int, activation: Activation, hasBias: Bool = false, tiesDownToUnembedding: Bool = false, rank: Int? = nil
  ) {
    self.hidden = hidden
    self.activation = activation
    self.hasBias = hasBias
    self.tiesDownToUnembedding = tiesDownToUnembedding
    self.rank = rank
  }
}
