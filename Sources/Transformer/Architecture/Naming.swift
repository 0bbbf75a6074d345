/// Whose names the tensors bear, so that files can be exchanged with the source.
public enum Naming: String, Codable, Hashable, Sendable, CaseIterable {
  /// The torch replications of gpt-acc-jax: `token_emb.weight`, `blocks.0.attn.qkv.weight`, ... Where queries, keys and values
  /// share nothing but a first factor, they lie in one tensor.
  case gptAcc
  /// The low-rank line where they share or tie more: `qkv_A` with `qkv_Bq` and `qkv_Bkv`, `kv_shared`, ...
  case lowRank
  /// MicroAdder: `tok_emb.weight`, `blocks.0.attn.q_proj.weight`, `blocks.0.ffn.fc1.weight`, ...
  case microAdder
  /// MicroAdder's later code, a module without blocks: `q_proj.weight`, `fc1.weight`, `norm1.weight`, ...
  case microAdderFlat
  /// The 242-parameter model that MicroAdder started from, and its relatives: `q_proj.weight`, `ffn.0.weight`, `digit_enc`, ...
  case spiral
  /// Hugging Face's Qwen3: `model.layers.0.self_attn.q_proj.weight`, ...
  case qwen3

  /// The names that go with a residual stream unless others are asked for.
  public static func ordinary(for residual: ResidualStream) -> Naming { residual.isSplit ? .microAdder : .gptAcc }
}
