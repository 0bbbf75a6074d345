import Addition
import Files
import Transformer

/// What a file of the dense family says of its model.
///
/// Shapes tell the sizes and ranks, and names the ties. What neither tells comes from the file's configuration, and without
/// one from what the published models of such shapes have in common.
struct DenseRecognition {
  private let file: WeightFile

  init(_ file: WeightFile) {
    self.file = file
  }

  func architecture() throws(FileError) -> Architecture {
    let (vocabulary, width) = try file.matrix("token_emb.weight")
    guard let format = [TokenFormat.dense, .digitsOnly].first(where: { $0.vocabularySize == vocabulary }) else {
      throw file.fail("its vocabulary of \(vocabulary) tokens is none that dense models use (14, or 10 without delimiters)")
    }
    let positions = try positions()
    let context = file.shape("pos_emb.weight")?.first ?? file.shape("pos_emb.A")?.first
    return Architecture(
      format: format, contextLength: context ?? file.integer("max_seq_len", "context_length") ?? format.inputLength,
      residual: .sum(width: width), tokens: .table, positions: positions, layers: try file.layers("blocks."),
      attention: try attention(width: width), mlp: try mlp(), norm: norm,
      unembedding: !file.has("lm_head.weight") || file.areEqual("lm_head.weight", "token_emb.weight") ? .tied : .own)
  }

  private func positions() throws(FileError) -> PositionEmbedding {
    if file.has("pos_emb.A") { return .factored(rank: try file.matrix("pos_emb.A").columns) }
    if file.has("pos_emb.weight") { return .table }
    switch file.text("pe_type", "pos_type", "positions") {
    case "sinusoidal", "sin": return .sinusoidal
    case "rope", "rotary": return .rotary(base: file.real("rope_theta", "rope_base") ?? 10_000, pairing: .interleaved)
    default:
      throw file.fail("it has no position table, and no configuration says that positions are 'sinusoidal' or 'rope'")
    }
  }

  private func attention(width: Int) throws(FileError) -> Attention {
    let heads = file.integer("n_head", "n_heads", "num_heads") ?? 1
    guard heads > 0, width % heads == 0 else {
      throw file.fail("its configuration has \(heads) heads for a width of \(width)")
    }
    let prefix = "blocks.0.attn."
    var attention = Attention(
      heads: heads, queryKeyWidth: width / heads, valueWidth: width / heads, outputRank: file.shape(prefix + "proj.A")?.last)
    let groups: [String]
    if let shared = file.shape(prefix + "qkv_A") {
      (attention.sharedFactor, attention.queryKeyValueRank) = (.first, shared.last)
      groups = suffixes(of: prefix + "qkv_B")
    } else if let shared = file.shape(prefix + "qkv_B") {
      (attention.sharedFactor, attention.queryKeyValueRank) = (.second, shared.first)
      groups = suffixes(of: prefix + "qkv_A")
    } else if file.has(prefix + "qkv.weight") || file.has(prefix + "qkv.A") {
      attention.queryKeyValueRank = file.shape(prefix + "qkv.A")?.last
      groups = ["k", "q", "v"]
    } else {
      let names = ["qkv_shared", "qk_shared", "kv_shared", "q_proj", "k_proj", "v_proj"].filter {
        file.has(prefix + $0 + ".weight") || file.has(prefix + $0 + ".A")
      }
      attention.queryKeyValueRank = names.first.flatMap { file.shape(prefix + $0 + ".A")?.last }
      groups = names.map { String($0.prefix { $0 != "_" }) }.sorted()
    }
    switch groups {
    case ["k", "q", "v"]: break
    case ["qk", "v"]: attention.queryKey = .tied
    case ["kv", "q"]: attention.tiesValueToKey = true
    case ["qkv"]: (attention.queryKey, attention.tiesValueToKey) = (.tied, true)
    default: throw file.fail("its queries, keys and values have no projections that are known here (under \(prefix))")
    }
    return attention
  }

  /// What follows the prefix in the names of tensors, sorted: `q` and `kv` for `qkv_Bq` and `qkv_Bkv`.
  private func suffixes(of prefix: String) -> [String] {
    file.tensors.tensors.compactMap { $0.name.hasPrefix(prefix) ? String($0.name.dropFirst(prefix.count)) : nil }.sorted()
  }

  private func mlp() throws(FileError) -> MLP {
    let prefix = "blocks.0.mlp.fc1."
    let isFactored = file.has(prefix + "A")
    let hidden = isFactored ? try file.matrix(prefix + "B").columns : try file.matrix(prefix + "weight").rows
    return MLP(
      hidden: hidden, activation: activation, hasBias: file.has(prefix + "bias"),
      rank: isFactored ? file.shape(prefix + "A")?.last : nil)
  }

  /// gpt-acc-jax's own models are flax's: full matrices, a final norm, context 35. The torch line has factors, or context 33, or
  /// no final norm.
  private var isFlax: Bool {
    file.has("blocks.0.attn.qkv.weight") && file.has("ln_f.weight") && file.shape("pos_emb.weight")?.first != 33
      && file.configuration["model_type"]?.text != "torch"
  }

  private var activation: MLP.Activation {
    switch file.text("gelu", "activation", "gelu_approximate") {
    case "tanh", "gelu_tanh", "gelu_new": .geluTanh
    case "erf", "none", "exact", "gelu": .gelu
    default: isFlax ? .geluTanh : .gelu
    }
  }

  private var norm: Norm {
    let kind: Norm.Kind = file.has("blocks.0.ln1.bias") ? .layer : .rms
    let published = isFlax ? 1e-6 : kind == .layer ? 1e-5 : 1e-8
    return Norm(
      kind: kind, epsilon: file.real("norm_eps", "layer_norm_eps", "eps") ?? published, isFinal: file.has("ln_f.weight"))
  }
}
