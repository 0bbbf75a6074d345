/// Whose names the tensors bear, so that files can be exchanged with the source.
public enum Naming: String, Codable, Hashable, Sendable, CaseIterable {
  /// The torch replications of gpt-acc-jax and the low-rank line: `token_emb.weight`, `blocks.0.attn.qkv.weight`, ... Queries,
  /// keys and values lie in one tensor.
  case gptAcc
  /// MicroAdder: `tok_emb.weight`, `blocks.0.attn.q_proj.weight`, `blocks.0.ffn.fc1.weight`, ...
  case microAdder
  /// The 242-parameter model that MicroAdder started from, a module without blocks: `q_proj.weight`, `ffn.0.weight`,
  /// `digit_enc`, ...
  case spiral
  /// Hugging Face's Qwen3: `model.layers.0.self_attn.q_proj.weight`, ...
  case qwen3

  /// The names that go with a residual stream unless others are asked for.
  public static func ordinary(for residual: ResidualStream) -> Naming { residual.isSplit ? .microAdder : .gptAcc }

  /// Whether the names are for a split residual stream.
  var isSplit: Bool { self == .microAdder || self == .spiral }

  /// Whether untied queries, keys and values lie in one tensor.
  var fusesQueryKeyValue: Bool { self == .gptAcc }
}
