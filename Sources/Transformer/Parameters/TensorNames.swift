/// What a naming calls every tensor of a model.
struct TensorNames {
  let naming: Naming

  var tokenTable: String {
    switch naming {
    case .gptAcc: "token_emb.weight"
    case .microAdder, .spiral: "tok_emb.weight"
    case .qwen3: "model.embed_tokens.weight"
    }
  }

  /// The vector of Z10.
  var carryPosition: String { naming == .spiral ? "z10_enc" : "z_hi_pos" }

  /// The vectors of the special positions that are learned.
  func specialPositions(_ special: SpecialPositions) -> String {
    switch special {
    case .none, .equals: "special_pos_equals"
    case .plusEquals: "special_pos_learned"
    case .all: naming == .spiral ? "special_enc" : "special_pos"
    }
  }

  // MARK: Norms, without `.weight` and `.bias`

  func norm1(_ layer: Int) -> String { block(layer) + (naming == .qwen3 ? "input_layernorm" : "ln1") }
  func norm2(_ layer: Int) -> String { block(layer) + (naming == .qwen3 ? "post_attention_layernorm" : "ln2") }
  var finalNorm: String { naming == .qwen3 ? "model.norm" : "ln_f" }

  // MARK: Projections, without `.weight`, `.A`, `.B` and `.bias`

  /// A part of attention, such as `q_proj`.
  func attention(_ layer: Int, _ part: String) -> String {
    switch naming {
    case .gptAcc, .microAdder: block(layer) + "attn." + part
    case .spiral: part
    case .qwen3: block(layer) + "self_attn." + part
    }
  }

  func attentionOutput(_ layer: Int) -> String {
    switch naming {
    case .gptAcc: attention(layer, "proj")
    case .microAdder, .spiral: attention(layer, "out_proj")
    case .qwen3: attention(layer, "o_proj")
    }
  }

  func gate(_ layer: Int) -> String { mlp(layer, "gate", qwen3: "gate_proj") }
  func up(_ layer: Int) -> String { mlp(layer, naming == .spiral ? "0" : "fc1", qwen3: "up_proj") }
  func down(_ layer: Int) -> String { mlp(layer, naming == .spiral ? "2" : "fc2", qwen3: "down_proj") }

  private func mlp(_ layer: Int, _ part: String, qwen3: String) -> String {
    switch naming {
    case .gptAcc: block(layer) + "mlp." + part
    case .microAdder, .spiral: block(layer) + "ffn." + part
    case .qwen3: block(layer) + "mlp." + qwen3
    }
  }

  private func block(_ layer: Int) -> String {
    switch naming {
    case .gptAcc, .microAdder: "blocks.\(layer)."
    case .spiral: ""
    case .qwen3: "model.layers.\(layer)."
    }
  }
}
