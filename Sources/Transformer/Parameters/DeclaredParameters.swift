extension Architecture {
  /// All tensors under their published names, in a readable order.
  func declaredParameters() -> [Parameter] {
    switch residual {
    case .sum: sumParameters()
    case .split: splitParameters()
    }
  }

  /// gpt-acc-jax and its relatives, under the names of the torch replications.
  private func sumParameters() -> [Parameter] {
    let (d, hidden) = (residual.width, mlp.hidden)
    var list = [
      tensor("token_emb.weight", [format.vocabularySize, d], .tokenEmbedding),
      tensor("pos_emb.weight", [contextLength, d], .positionEmbedding),
    ]
    for layer in 0..<layers {
      let block = "blocks.\(layer)."
      list += normParameters(block + "ln1")
      list.append(tensor(block + "attn.qkv.weight", [3 * d, d], .projection(inputs: d, outputs: 3 * d)))
      list.append(tensor(block + "attn.proj.weight", [d, d], .projection(inputs: d, outputs: d)))
      list += normParameters(block + "ln2")
      list.append(tensor(block + "mlp.fc1.weight", [hidden, d], .projection(inputs: d, outputs: hidden)))
      if mlp.hasBias { list.append(tensor(block + "mlp.fc1.bias", [hidden], .bias)) }
      list.append(tensor(block + "mlp.fc2.weight", [d, hidden], .projection(inputs: hidden, outputs: d)))
      if mlp.hasBias { list.append(tensor(block + "mlp.fc2.bias", [d], .bias)) }
    }
    if norm.isFinal { list += normParameters("ln_f") }
    if unembedding == .own {
      let shape = [format.vocabularySize, d]
      list.append(tensor("lm_head.weight", shape, .projection(inputs: d, outputs: format.vocabularySize)))
    }
    return list
  }

  /// MicroAdder.
  private func splitParameters() -> [Parameter] {
    let (d, token, position, hidden) = (residual.width, residual.tokenWidth, residual.positionWidth, mlp.hidden)
    let heads = attention.heads
    let (qk, v) = (heads * attention.queryKeyWidth, heads * attention.valueWidth)
    var list: [Parameter] = []
    switch tokens {
    case .table: list.append(tensor("tok_emb.weight", [format.vocabularySize, token], .tokenEmbedding))
    case .arc:
      list += [
        tensor("tok_arc_A", [], .scalar(initial: 2.5), ties: ["tok_arc_B"]),
        tensor("tok_arc_start", [], .scalar(initial: -1.2)), tensor("tok_arc_stride", [], .scalar(initial: 0.29)),
      ]
    }
    switch positions {
    case .table:
      list.append(tensor("digit_enc", [Derivation.digits, position], .positionEmbedding))
    case .spiral(let trained):
      for (name, initial) in [("amp", 3.5), ("phase", 0), ("slope", 0.15), ("offset", 0)] {
        list.append(tensor("spiral_" + name, [], .scalar(initial: initial), isTrainable: trained))
      }
    }
    list += [
      tensor("z_hi_pos", [1, position], .specialPosition), tensor("special_pos_equals", [1, position], .specialPosition),
      tensor("blocks.0.ln1.weight", [d], .normWeight, ties: norm.isShared ? ["blocks.0.ln2.weight", "ln_f.weight"] : []),
      tensor("blocks.0.attn.q_proj.weight", [qk, position], .projection(inputs: position, outputs: qk)),
      tensor("blocks.0.attn.q_phase_angle", [heads], .angle),
    ]
    if !attention.tiesValueToUnembedding {
      list.append(tensor("blocks.0.attn.v_proj.weight", [v, token], .projection(inputs: token, outputs: v)))
    }
    if let rank = attention.outputRank {
      list += [
        tensor("blocks.0.attn.out_proj.A", [v, rank], .firstFactor(inputs: v, rank: rank)),
        tensor("blocks.0.attn.out_proj.B", [rank, d], .secondFactor(rank: rank, outputs: d)),
      ]
    } else {
      list.append(tensor("blocks.0.attn.out_proj.weight", [d, v], .projection(inputs: v, outputs: d)))
    }
    if !norm.isShared { list.append(tensor("blocks.0.ln2.weight", [d], .normWeight)) }
    list.append(tensor("blocks.0.ffn.fc1.weight", [hidden, d], .projection(inputs: d, outputs: hidden)))
    if mlp.hasBias { list.append(tensor("blocks.0.ffn.fc1.bias", [hidden], .bias)) }
    if !mlp.tiesDownToUnembedding {
      list.append(tensor("blocks.0.ffn.fc2.weight", [d, hidden], .projection(inputs: hidden, outputs: d)))
    }
    if mlp.hasBias { list.append(tensor("blocks.0.ffn.fc2.bias", [d], .bias)) }
    if !norm.isShared { list.append(tensor("ln_f.weight", [d], .normWeight)) }
    list.append(tensor("head_proj.weight", [token, d], .projection(inputs: d, outputs: token)))
    return list
  }

  private func normParameters(_ name: String) -> [Parameter] {
    let weight = tensor(name + ".weight", [residual.width], .normWeight)
    return norm.kind == .layer ? [weight, tensor(name + ".bias", [residual.width], .normBias)] : [weight]
  }

  /// A declared tensor; `ParameterTable` gives it its place.
  private func tensor(
    _ name: String, _ shape: [Int], _ role: Parameter.Role, ties: [String] = [], isTrainable: Bool = true
  ) -> Parameter {
    Parameter(name: name, ties: ties, shape: shape, offset: 0, isTrainable: isTrainable, role: role)
  }
}
