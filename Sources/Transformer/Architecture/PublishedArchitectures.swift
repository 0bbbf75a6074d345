import Addition

extension Architecture {
  /// The dense family of gpt-acc-jax: token and position vectors are added, LayerNorm (epsilon 1e-6) with bias, GELU in the
  /// tanh approximation, context 35. `gptAcc(width: 7, hidden: 14)` has 777 parameters.
  ///
  /// - Parameters:
  ///   - width: `d_model`; a multiple of `heads`.
  ///   - hidden: `d_mlp`.
  public static func gptAcc(
    width: Int, hidden: Int, layers: Int = 1, heads: Int = 1, hasBias: Bool = false, tiesHead: Bool = true
  ) -> Architecture {
    Architecture(
      format: .dense, contextLength: 35, residual: .sum(width: width), tokens: .table, positions: .table, layers: layers,
      attention: Attention(heads: heads, queryKeyWidth: width / max(heads, 1), valueWidth: width / max(heads, 1)),
      mlp: MLP(hidden: hidden, activation: .geluTanh, hasBias: hasBias),
      norm: Norm(kind: .layer, epsilon: 1e-6), unembedding: tiesHead ? .tied : .own)
  }

  /// MicroAdder's split family below one hundred parameters: two token dims on an arc, three position dims on a spiral, one
  /// head of tied and rotated queries and keys, a rank-1 output projection, and one projection for values and logits.
  ///
  /// 57: `queryKeyWidth` 4, frozen spiral, MLP output tied. 67: not tied. 74: width 5, trained spiral, not tied.
  public static func microAdder(queryKeyWidth: Int, trainsSpiral: Bool, tiesDown: Bool) -> Architecture {
    Architecture(
      format: .split10, contextLength: 34, residual: .split(token: 2, position: 3), tokens: .arc,
      positions: .spiral(trained: trainsSpiral), layers: 1,
      attention: Attention(
        heads: 1, queryKeyWidth: queryKeyWidth, valueWidth: 5, queryKey: .rotated, tiesValueToUnembedding: true, outputRank: 1),
      mlp: MLP(hidden: 2, activation: .gelu, tiesDownToUnembedding: tiesDown),
      norm: Norm(kind: .rms, epsilon: 1e-5, isShared: true), unembedding: .projected)
  }
}
