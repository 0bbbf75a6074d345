extension Architecture {
  var names: TensorNames { TensorNames(naming: naming) }

  /// Heads of keys and values.
  var keyValueHeads: Int { attention.keyValueHeads ?? attention.heads }

  // MARK: Attention

  /// What queries, keys and values of a layer are computed by, in this order.
  ///
  /// Maps that are tied are the same map. Names follow the sources: fused `qkv`, and where the low-rank line ties or shares
  /// `qkv_shared`, `qk_shared`, `kv_shared`, or a common factor `qkv_A` with `qkv_Bq`, `qkv_Bkv`, ... (and the other way round).
  func queryKeyValueMaps(_ layer: Int) -> [LinearMap] {
    let (qk, v) = (attention.queryKeyWidth, attention.valueWidth)
    let outputs = [attention.heads * qk, keyValueHeads * qk, keyValueHeads * v]
    let inputs = [residual.positionWidth, residual.positionWidth, residual.tokenWidth]
    if let rank = attention.queryKeyValueRank, let shared = attention.sharedFactor {
      return queryKeyValueGroups.indices.map { i in
        let group = queryKeyValueGroups[i]
        let (first, second) = shared == .first ? ("qkv_A", "qkv_B" + group) : ("qkv_A" + group, "qkv_B")
        return LinearMap(
          .factors(first: names.attention(layer, first), second: names.attention(layer, second), rank: rank),
          inputs: inputs[i], outputs: 0..<outputs[i], of: outputs[i])
      }
    }
    if naming.fusesQueryKeyValue, queryKeyValueGroups == ["q", "k", "v"] {
      let all = outputs.reduce(0, +)
      return outputs.indices.map { i in
        let start = outputs[..<i].reduce(0, +)
        return LinearMap(
          names.attention(layer, "qkv"), rank: attention.queryKeyValueRank, inputs: inputs[i],
          outputs: start..<(start + outputs[i]), of: all)
      }
    }
    return queryKeyValueGroups.indices.map { i in
      if i == 2, attention.tiesValueToUnembedding {
        return LinearMap(.plain("head_proj.weight"), inputs: inputs[i], outputs: 0..<outputs[i], of: residual.width)
      }
      return LinearMap(
        names.attention(layer, projectionName(ofGroup: queryKeyValueGroups[i])), rank: attention.queryKeyValueRank,
        inputs: inputs[i], outputs: 0..<outputs[i], of: outputs[i])
    }
  }

  /// For queries, keys and values the letters of those that have the same weights.
  private var queryKeyValueGroups: [String] {
    switch (attention.queryKey.isTied, attention.tiesValueToKey) {
    case (false, false): ["q", "k", "v"]
    case (true, false): ["qk", "qk", "v"]
    case (false, true): ["q", "kv", "kv"]
    case (true, true): ["qkv", "qkv", "qkv"]
    }
  }

  /// MicroAdder calls the projection of tied queries and keys by the queries' name; the low-rank line says what is shared.
  private func projectionName(ofGroup group: String) -> String {
    if group.count == 1 { return group + "_proj" }
    return naming.isSplit && group == "qk" ? "q_proj" : group + "_shared"
  }

  func attentionOutputMap(_ layer: Int) -> LinearMap {
    LinearMap(
      names.attentionOutput(layer), rank: attention.outputRank, inputs: attention.heads * attention.valueWidth,
      outputs: 0..<residual.width, of: residual.width)
  }

  // MARK: MLP

  /// The projection that goes through SiLU; nil without a gated MLP.
  func gateMap(_ layer: Int) -> LinearMap? { mlp.activation == .swiGLU ? hiddenMap(names.gate(layer)) : nil }

  func upMap(_ layer: Int) -> LinearMap { hiddenMap(names.up(layer)) }

  private func hiddenMap(_ name: String) -> LinearMap {
    LinearMap(
      name, rank: mlp.rank, inputs: residual.width, outputs: 0..<mlp.hidden, of: mlp.hidden, hasBias: mlp.hasBias)
  }

  func downMap(_ layer: Int) -> LinearMap {
    let d = residual.width
    guard !mlp.tiesDownToUnembedding else {
      return LinearMap(.plain("head_proj.weight"), inputs: mlp.hidden, outputs: 0..<d, of: d)
    }
    return LinearMap(names.down(layer), rank: mlp.rank, inputs: mlp.hidden, outputs: 0..<d, of: d, hasBias: mlp.hasBias)
  }

  // MARK: Unembedding

  /// The projection to the token dims; nil where there is none.
  var unembeddingProjection: LinearMap? {
    guard unembedding == .projected else { return nil }
    let token = residual.tokenWidth
    return LinearMap("head_proj", inputs: residual.width, outputs: 0..<token, of: token)
  }
}
