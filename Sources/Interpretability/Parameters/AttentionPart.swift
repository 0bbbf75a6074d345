/// What a tensor of attention is for, told from its published name, whichever family's.
enum AttentionPart {
  case queryKey, value, output
  /// Queries, keys and values side by side.
  case fused
  /// Numbers that values have in common with queries or keys.
  case shared

  /// Nil for a tensor that is none of attention's.
  init?(_ name: String) {
    // `blocks.0.attn.qkv.A`, `blocks.0.attn.qkv_Bkv`, `q_proj.weight`, `model.layers.0.self_attn.o_proj.weight`.
    let parts = name.split(separator: ".").filter { !["weight", "bias"].contains($0) }
    let isSecondFactor = parts.last == "B"
    guard let part = parts.last(where: { !["A", "B"].contains($0) }) else { return nil }
    switch part {
    case "q_proj", "k_proj", "qk_shared", "qkv_Bq", "qkv_Bk", "qkv_Bqk", "qkv_Aq", "qkv_Ak", "qkv_Aqk": self = .queryKey
    case "v_proj", "qkv_Bv", "qkv_Av": self = .value
    case "proj", "out_proj", "o_proj": self = .output
    case "qkv": self = isSecondFactor || parts.last == part ? .fused : .shared
    case "qkv_shared", "kv_shared", "qkv_A", "qkv_B", "qkv_Bkv", "qkv_Akv", "qkv_Bqkv", "qkv_Aqkv": self = .shared
    default: return nil
    }
  }
}
