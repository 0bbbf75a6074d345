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
      format: .dense, contextLength: 35, residual: .sum(width: width), layers: layers,
      attention: Attention(heads: heads, queryKeyWidth: width / max(heads, 1), valueWidth: width / max(heads, 1)),
      mlp: MLP(hidden: hidden, activation: .geluTanh, hasBias: hasBias), norm: Norm(kind: .layer, epsilon: 1e-6),
      weights: tiesHead ? [:] : [.unembedding: .own])
  }

  /// The PyTorch replication of gpt-acc's 777 with 763 parameters: LayerNorm epsilon 1e-5, exact GELU, no final norm.
  public static var gptAcc763: Architecture {
    var architecture = gptAcc(width: 7, hidden: 14)
    architecture.mlp.activation = .gelu
    architecture.norm = Norm(kind: .layer, epsilon: 1e-5, isFinal: false)
    return architecture
  }

  /// The low-rank line: gpt-acc with factored matrices, exact GELU, context 33.
  ///
  /// 512: `lowRank(width: 7, hidden: 14, positionRank: 3, queryKeyValueRank: 3, outputRank: 3, mlpRank: 3, norm: .layer)`;
  /// 262: `lowRank(width: 4, hidden: 6, positionRank: 2, queryKeyValueRank: 3, outputRank: 3, mlpRank: 3, norm: .rms,
  /// sharesAndTies: true)`.
  ///
  /// - Parameters:
  ///   - norm: LayerNorm with epsilon 1e-5 or RMSNorm with 1e-8.
  ///   - sharesAndTies: the source's `shareA_tieKV`: one first factor for queries, keys and values, keys the same as values.
  public static func lowRank(
    width: Int, hidden: Int, positionRank: Int, queryKeyValueRank: Int, outputRank: Int, mlpRank: Int?, norm: Norm.Kind,
    sharesAndTies: Bool = false
  ) -> Architecture {
    func factors(_ rank: Int) -> WeightExpression { .product(first: .own, second: .own, rank: rank) }
    let shared = WeightExpression.product(
      first: .reference(WeightReference(.query, factor: .first)), second: .own, rank: queryKeyValueRank)
    var weights: WeightExpressions = [
      .positions: factors(positionRank), .query: factors(queryKeyValueRank), .key: shared,
      .value: sharesAndTies ? .same(.key) : shared, .output: factors(outputRank),
    ]
    if let mlpRank { (weights[.up], weights[.down]) = (factors(mlpRank), factors(mlpRank)) }
    return Architecture(
      format: .dense, contextLength: 33, residual: .sum(width: width),
      attention: Attention(heads: 1, queryKeyWidth: width, valueWidth: width), mlp: MLP(hidden: hidden, activation: .gelu),
      norm: Norm(kind: norm, epsilon: norm == .layer ? 1e-5 : 1e-8), weights: weights,
      naming: sharesAndTies ? .lowRank : .gptAcc)
  }

  /// MicroAdder's split family below one hundred parameters: two token dims on an arc, three position dims on a spiral, one
  /// head whose queries are its keys turned, a rank-1 output projection, one projection for values and logits, and one weight for
  /// all norms.
  ///
  /// 57: `queryKeyWidth` 4, frozen spiral, MLP output tied. 67: not tied. 74: width 5, trained spiral, not tied.
  public static func microAdder(queryKeyWidth: Int, trainsSpiral: Bool, tiesDown: Bool) -> Architecture {
    var weights: WeightExpressions = [
      .tokens: .arc(TokenArc()), .positions: .spiral(trainsSpiral ? Spiral() : .frozen, .equals), .query: .turned(.same(.key)),
      .value: .transposed(.same(.projection)), .output: .product(first: .own, second: .own, rank: 1), .norm2: .same(.norm1),
      .finalNorm: .same(.norm1),
    ]
    if tiesDown { weights[.down] = .transposed(.same(.projection)) }
    return Architecture(
      format: .split10, contextLength: 34, residual: .split(token: 2, position: 3),
      attention: Attention(heads: 1, queryKeyWidth: queryKeyWidth, valueWidth: 5), mlp: MLP(hidden: 2, activation: .gelu),
      norm: Norm(kind: .rms, epsilon: 1e-5), weights: weights)
  }

  /// MicroAdder with 133 parameters: learned tokens, a learned spiral with linear correction, biases, nothing tied to the
  /// unembedding.
  public static var microAdder133: Architecture {
    Architecture(
      format: .split10, contextLength: 34, residual: .split(token: 2, position: 3),
      attention: Attention(heads: 1, queryKeyWidth: 5, valueWidth: 5), mlp: MLP(hidden: 2, activation: .gelu, hasBias: true),
      norm: Norm(kind: .rms, epsilon: 1e-5),
      weights: [
        .positions: .spiral(Spiral(correction: .linear), .plusEquals), .query: .turned(.same(.key)),
        .output: .product(first: .own, second: .own, rank: 2),
      ])
  }

  /// The 242-parameter model that MicroAdder started from: three token and three position dims, all learned, two heads.
  public static var spiral242: Architecture {
    Architecture(
      format: .split14, contextLength: 34, residual: .split(token: 3, position: 3),
      attention: Attention(heads: 2, queryKeyWidth: 3, valueWidth: 3), mlp: MLP(hidden: 2, activation: .gelu, hasBias: true),
      norm: Norm(kind: .rms, epsilon: 1e-5), weights: [.positions: .places(.all)], naming: .spiral)
  }

  /// The tiny Qwen3 adders: rotary positions, RMS norms (epsilon 1e-6) also of every head's queries and keys, SwiGLU, tied
  /// embeddings. `qwen3(width: 3, hidden: 3, heads: 1, headWidth: 4, base: 3)` has 122 parameters.
  ///
  /// - Parameters:
  ///   - keyValueHeads: nil for as many as `heads`.
  ///   - base: the rotary base, `rope_theta`.
  ///   - weights: what is tied; nothing but the embeddings for the 122.
  public static func qwen3(
    width: Int, hidden: Int, heads: Int, keyValueHeads: Int? = nil, headWidth: Int, base: Double, weights: WeightExpressions = [:]
  ) -> Architecture {
    Architecture(
      format: .qwen3, contextLength: 35, residual: .sum(width: width),
      attention: Attention(
        heads: heads, queryKeyWidth: headWidth, valueWidth: headWidth, keyValueHeads: keyValueHeads, normalizesQueryKey: true,
        rotary: RotaryPositions(base: base, pairing: .halves)),
      mlp: MLP(hidden: hidden, activation: .swiGLU), norm: Norm(kind: .rms, epsilon: 1e-6), weights: weights, naming: .qwen3)
  }
}
