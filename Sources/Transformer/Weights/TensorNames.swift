/// What a family of sources calls the tensors of every place: a table.
///
/// A name is looked up under `place.part`, such as `query.angle`, and is then whole; or under `place`, and then the part is put
/// behind it: `.weight`, `.bias`, `.A` and `.B` for the factors of a product, or the part itself. `{}` stands for the block.
struct TensorNames {
  private let names: [String: String]
  /// Places whose name the source writes even where another's numbers are meant; of tokens, that of a circle's second amplitude.
  let repeated: Set<WeightPlace>
  /// What queries, keys and values are called where they lie in one tensor; nil where they never do.
  private let fused: String?

  private init(repeated: Set<WeightPlace>, fused: String? = nil, _ names: [String: String]) {
    self.names = names.merging(Self.common) { own, _ in own }
    self.repeated = repeated
    self.fused = fused
  }

  /// The name of a part of a place; nil where the family has no such place.
  func name(_ site: WeightSite, _ part: String) -> String? {
    let place = site.place.rawValue
    guard let name = names["\(place).\(part)"] ?? names[place].map({ $0 + Self.suffix(part) }) else { return nil }
    return Self.numbered(name, site.layer)
  }

  /// The name of a part that some of queries, keys and values share; nil where there is none for these.
  ///
  /// - Parameter besideCommonFactor: whether it is a factor, and all three have it or the other factor in common.
  func name(sharedBy places: [WeightPlace], _ part: String, besideCommonFactor: Bool, layer: Int) -> String? {
    let key = places.map(\.rawValue).joined(separator: "+")
    let name = besideCommonFactor ? names["\(key).\(part)/"] : names[key].map { $0 + Self.suffix(part) }
    return name.map { Self.numbered($0, layer) }
  }

  /// The name of a tensor that holds a part of queries, keys and values; nil where each has its own.
  func fusedName(_ part: String, layer: Int) -> String? { fused.map { Self.numbered($0 + Self.suffix(part), layer) } }

  private static func numbered(_ name: String, _ layer: Int) -> String { name.replacing("{}", with: "\(layer)") }

  private static func suffix(_ part: String) -> String {
    let endings = ["first": "A", "second": "B"]
    return part.split(separator: ".").map { "." + (endings[String($0)] ?? String($0)) }.joined()
  }

  // MARK: Tables

  private static let common = [
    "tokens.tok_arc_A": "tok_arc_A", "tokens.tok_arc_B": "tok_arc_B", "tokens.tok_arc_start": "tok_arc_start",
    "tokens.tok_arc_stride": "tok_arc_stride", "positions.spiral_amp": "spiral_amp", "positions.spiral_phase": "spiral_phase",
    "positions.spiral_slope": "spiral_slope", "positions.spiral_offset": "spiral_offset",
    "positions.pos_corr_slope": "pos_corr_slope", "positions.pos_corr_intercept": "pos_corr_intercept",
    "positions.pos_correction": "pos_correction", "positions.digits": "digit_enc", "positions.carry": "z_hi_pos",
    "positions.equals": "special_pos_equals", "positions.plusEquals": "special_pos_learned", "positions.all": "special_pos",
    "projection": "head_proj", "unembedding": "lm_head",
  ]

  static let gptAcc = TensorNames(
    repeated: [.norm1, .norm2, .finalNorm, .unembedding], fused: "blocks.{}.attn.qkv", dense)
  static let lowRank = TensorNames(repeated: [.norm1, .norm2, .finalNorm, .unembedding], dense)
  private static let dense = [
    "tokens": "token_emb", "positions": "pos_emb", "norm1": "blocks.{}.ln1", "norm2": "blocks.{}.ln2", "finalNorm": "ln_f",
    "query": "blocks.{}.attn.q_proj", "key": "blocks.{}.attn.k_proj", "value": "blocks.{}.attn.v_proj",
    "query+key+value": "blocks.{}.attn.qkv_shared", "query+key": "blocks.{}.attn.qk_shared",
    "key+value": "blocks.{}.attn.kv_shared", "queryNorm": "blocks.{}.attn.q_norm", "keyNorm": "blocks.{}.attn.k_norm",
    "output": "blocks.{}.attn.proj", "gate": "blocks.{}.mlp.gate", "up": "blocks.{}.mlp.fc1", "down": "blocks.{}.mlp.fc2",
    // Factors, where all three have one of the two in common.
    "query+key+value.first/": "blocks.{}.attn.qkv_A", "query.second/": "blocks.{}.attn.qkv_Bq",
    "key.second/": "blocks.{}.attn.qkv_Bk", "value.second/": "blocks.{}.attn.qkv_Bv",
    "query+key.second/": "blocks.{}.attn.qkv_Bqk", "key+value.second/": "blocks.{}.attn.qkv_Bkv",
    "query+key+value.second/": "blocks.{}.attn.qkv_B", "query.first/": "blocks.{}.attn.qkv_Aq",
    "key.first/": "blocks.{}.attn.qkv_Ak", "value.first/": "blocks.{}.attn.qkv_Av",
    "query+key.first/": "blocks.{}.attn.qkv_Aqk", "key+value.first/": "blocks.{}.attn.qkv_Akv",
  ]

  static let microAdder = TensorNames(
    repeated: [.tokens, .norm1, .norm2, .finalNorm],
    [
      "tokens": "tok_emb", "positions": "pos_emb", "norm1": "blocks.{}.ln1", "norm2": "blocks.{}.ln2", "finalNorm": "ln_f",
      "query+key": "blocks.{}.attn.q_proj", "query": "blocks.{}.attn.q_proj", "query.angle": "blocks.{}.attn.q_phase_angle",
      "key": "blocks.{}.attn.k_proj", "value": "blocks.{}.attn.v_proj", "queryNorm": "blocks.{}.attn.q_norm",
      "keyNorm": "blocks.{}.attn.k_norm", "output": "blocks.{}.attn.out_proj", "gate": "blocks.{}.ffn.gate",
      "up": "blocks.{}.ffn.fc1", "down": "blocks.{}.ffn.fc2",
    ])

  static let microAdderFlat = TensorNames(
    repeated: [.norm1, .norm2, .finalNorm],
    [
      "tokens": "tok_emb", "positions": "pos_emb", "norm1": "norm1", "norm2": "norm2", "finalNorm": "norm_f",
      "query+key": "q_proj",
      "query": "q_proj", "query.angle": "q_phase_angle", "key": "k_proj", "value": "v_proj", "queryNorm": "q_norm",
      "keyNorm": "k_norm", "output": "out_proj", "gate": "gate", "up": "fc1", "down": "fc2",
    ])

  static let spiral = TensorNames(
    repeated: [.finalNorm],
    [
      "tokens": "tok_emb", "positions": "pos_emb", "positions.carry": "z10_enc", "positions.all": "special_enc",
      "positions.spiral_amp": "pos_spiral_amp", "positions.spiral_phase": "pos_spiral_phase",
      "positions.spiral_slope": "pos_spiral_slope", "positions.spiral_offset": "pos_spiral_offset", "norm1": "ln1",
      "norm2": "ln2",
      "finalNorm": "ln_f", "query+key": "q_proj", "query": "q_proj", "query.angle": "q_phase_angle", "key": "k_proj",
      "value": "v_proj", "queryNorm": "q_norm", "keyNorm": "k_norm", "output": "out_proj", "gate": "ffn.gate", "up": "ffn.0",
      "down": "ffn.2",
    ])

  static let qwen3 = TensorNames(
    repeated: [],
    [
      "tokens": "model.embed_tokens", "positions": "model.embed_positions", "norm1": "model.layers.{}.input_layernorm",
      "norm2": "model.layers.{}.post_attention_layernorm", "finalNorm": "model.norm",
      "query": "model.layers.{}.self_attn.q_proj", "key": "model.layers.{}.self_attn.k_proj",
      "value": "model.layers.{}.self_attn.v_proj", "queryNorm": "model.layers.{}.self_attn.q_norm",
      "keyNorm": "model.layers.{}.self_attn.k_norm", "output": "model.layers.{}.self_attn.o_proj",
      "gate": "model.layers.{}.mlp.gate_proj", "up": "model.layers.{}.mlp.up_proj", "down": "model.layers.{}.mlp.down_proj",
    ])
}

extension Naming {
  /// What the family calls a tensor of a place; nil where it has no such place.
  ///
  /// - Parameter part: `weight`, `bias`, `angle`, `scale`, or of a product `first` and `second`.
  public func tensorName(_ place: WeightPlace, _ part: String = "weight", layer: Int = 0) -> String? {
    names.name(WeightSite(place, layer: layer), part)
  }

  /// The family's table.
  var names: TensorNames {
    switch self {
    case .gptAcc: .gptAcc
    case .lowRank: .lowRank
    case .microAdder: .microAdder
    case .microAdderFlat: .microAdderFlat
    case .spiral: .spiral
    case .qwen3: .qwen3
    }
  }
}
