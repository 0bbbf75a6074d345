import Addition
import Files
import Transformer

extension Recognition {
  var isDense: Bool { naming == .gptAcc || naming == .lowRank }
  private var isSplit: Bool { !isDense && naming != .qwen3 }

  /// A model of the file's sizes, in which every place has weights of its own.
  func sizes() throws(FileError) -> Architecture {
    let residual = try residual()
    return Architecture(
      format: try format(), contextLength: context, residual: residual, layers: try layers(),
      attention: try attention(residual), mlp: try mlp(), norm: norm, naming: naming)
  }

  // MARK: The stream

  private func residual() throws(FileError) -> ResidualStream {
    guard isSplit else { return .sum(width: try file.matrix(name(.tokens)).columns) }
    let (token, width) = try file.matrix(name(.projection))
    guard width > token else { throw file.fail("its residual stream of \(width) leaves no room beside \(token) token dims") }
    return .split(token: token, position: width - token)
  }

  private func format() throws(FileError) -> TokenFormat {
    let formats: [TokenFormat] = isSplit ? [.split10, .split14] : isDense ? [.dense, .digitsOnly] : [.qwen3]
    let vocabulary = shape(.tokens)?.first ?? file.integer("vocab_size") ?? 10
    guard let format = formats.first(where: { $0.vocabularySize == vocabulary }) else {
      let known = formats.map { "\($0.vocabularySize)" }.joined(separator: " or ")
      throw file.fail("its vocabulary of \(vocabulary) tokens is none that such models use (\(known))")
    }
    return format
  }

  /// Rows of the position table, as far as the file tells.
  private var context: Int? {
    if isSplit { return file.integer("max_seq_len") ?? 34 }
    return shape(.positions)?.first ?? shape(.positions, "first")?.first ?? file.integer("max_seq_len", "context_length")
      ?? (isDense ? nil : 35)
  }

  private func layers() throws(FileError) -> Int {
    let norm = name(.norm1)
    guard let number = norm.firstRange(of: ".0.") else { return 1 }
    return try file.layers(String(norm[..<number.lowerBound]) + ".")
  }

  // MARK: Layers

  private func attention(_ residual: ResidualStream) throws(FileError) -> Attention {
    let given = file.integer("n_head", "n_heads", "num_heads")
    if isDense {
      let (heads, width) = (given ?? 1, residual.width)
      guard heads > 0, width % heads == 0 else { throw file.fail("its configuration has \(heads) heads for a width of \(width)") }
      return Attention(heads: heads, queryKeyWidth: width / heads, valueWidth: width / heads, rotary: try rotary())
    }
    let queries = try file.matrix(name(.query)).rows
    if naming == .qwen3 {
      guard let head = shape(.queryNorm)?.last ?? shape(.keyNorm)?.last ?? file.integer("head_dim"), head > 0 else {
        throw file.fail("tensor '\(name(.queryNorm))' is missing")
      }
      let keys = shape(.key)?.first ?? shape(.value)?.first ?? queries
      guard queries % head == 0, keys % head == 0, keys > 0 else {
        throw file.fail("its \(queries) query and \(keys) key features make no heads of \(head)")
      }
      return Attention(
        heads: queries / head, queryKeyWidth: head, valueWidth: head, keyValueHeads: keys == queries ? nil : keys / head,
        normalizesQueryKey: true, rotary: try rotary())
    }
    // A bare state dict does not say how many heads there are: the angles do, and the published model without any has two.
    let heads = given ?? shape(.query, "angle")?.first ?? (naming == .spiral ? 2 : 1)
    let values = shape(.value)?.first ?? residual.width
    guard heads > 0, queries % heads == 0, values % heads == 0 else {
      throw file.fail("its \(queries) query features cannot be shared by \(heads) heads")
    }
    return Attention(heads: heads, queryKeyWidth: queries / heads, valueWidth: values / heads)
  }

  private func mlp() throws(FileError) -> MLP {
    let isFactored = has(.up, "first")
    let place: WeightPlace = has(.up) || isFactored || naming != .qwen3 ? .up : .gate
    let hidden = isFactored ? try file.matrix(name(.up, "second")).columns : try file.matrix(name(place)).rows
    return MLP(
      hidden: hidden, activation: naming == .qwen3 ? .swiGLU : isSplit ? .gelu : gelu, hasBias: has(.up, "bias"))
  }

  /// gpt-acc-jax's own models are flax's: full matrices, a final norm, context 35. The torch line has factors, or context 33, or
  /// no final norm.
  private var isFlax: Bool {
    file.has("blocks.0.attn.qkv.weight") && has(.finalNorm) && shape(.positions)?.first != 33
      && file.configuration["model_type"]?.text != "torch"
  }

  private var gelu: MLP.Activation {
    switch file.text("gelu", "activation", "gelu_approximate") {
    case "tanh", "gelu_tanh", "gelu_new": .geluTanh
    case "erf", "none", "exact", "gelu": .gelu
    default: isFlax ? .geluTanh : .gelu
    }
  }

  private var norm: Norm {
    let kind: Norm.Kind = has(.norm1, "bias") ? .layer : .rms
    let published = isSplit ? 1e-5 : naming == .qwen3 ? 1e-6 : isFlax ? 1e-6 : kind == .layer ? 1e-5 : 1e-8
    return Norm(
      kind: kind, epsilon: file.real("norm_eps", "rms_norm_eps", "layer_norm_eps", "eps") ?? published,
      isFinal: !isDense || has(.finalNorm))
  }

  // MARK: Embeddings

  /// Rotary positions, where the configuration says so. The published 122-parameter Qwen comes without, and its base is 3.
  private func rotary() throws(FileError) -> RotaryPositions? {
    let base = file.real("rope_theta", "rope_base")
    if naming == .qwen3 { return RotaryPositions(base: base ?? 3, period: file.real("rope_period"), pairing: .halves) }
    guard !has(.positions), !has(.positions, "first"), ["rope", "rotary"].contains(file.text("pe_type", "pos_type", "positions"))
    else {
      return nil
    }
    return RotaryPositions(base: base ?? 10_000, pairing: .interleaved)
  }

  /// Says where token and position vectors come from, if not from tables.
  func recogniseEmbeddings(_ architecture: inout Architecture) throws(FileError) {
    if isDense, architecture.attention.rotary == nil, !has(.positions) {
      if let rank = shape(.positions, "first")?.last {
        architecture.weights[.positions] = .product(first: .own, second: .own, rank: rank)
      } else {
        guard ["sinusoidal", "sin"].contains(file.text("pe_type", "pos_type", "positions")) else {
          throw file.fail("it has no position table, and no configuration says that positions are 'sinusoidal' or 'rope'")
        }
        architecture.weights[.positions] = .sinusoids
      }
    }
    guard isSplit else { return }
    if !has(.tokens) {
      let isCircle =
        !file.has("tok_arc_B") || file.configuration["tie_tok_arc_ab"]?.boolean ?? file.areEqual("tok_arc_A", "tok_arc_B")
      architecture.weights[.tokens] = .arc(TokenArc(sineAmplitude: isCircle ? nil : .learned(2.5)))
    }
    let special = SpecialPositions.allCases.first { has(.positions, $0.rawValue) } ?? .none
    architecture.weights[.positions] = has(.positions, "digits") ? .places(special) : .spiral(spiral, special)
  }

  /// The configuration may name the numbers that are frozen. Otherwise numbers that all have their published values count as frozen.
  private var spiral: Spiral {
    let published: [(part: String, value: Float)] = [("amp", 3.5), ("phase", 0), ("slope", 0.15), ("offset", 0)]
    let frozen =
      file.text("freeze_spiral").map { $0.split(separator: ",").map(String.init) }
      ?? (published.allSatisfy { file.tensors[name(.positions, "spiral_" + $0.part)]?.floats() == [$0.value] }
        ? published.map(\.part) : [])
    var spiral = Spiral(
      correction: has(.positions, "pos_correction") ? .full : has(.positions, "pos_corr_slope") ? .linear : .none)
    spiral.amp.isLearned = !frozen.contains("amp")
    spiral.phase.isLearned = !frozen.contains("phase")
    spiral.slope.isLearned = !frozen.contains("slope")
    spiral.offset.isLearned = !frozen.contains("offset")
    return spiral
  }
}
