import Lanes

extension ProgramBuilder {
  /// Lays down the whole forward pass.
  mutating func build() {
    let tokenTable = tokenTable()
    var x = residualStream(tokenTable: tokenTable)
    for layer in 0..<architecture.layers { x = block(layer, x) }
    unembed(x, tokenTable: tokenTable)
  }

  // MARK: Embeddings

  private mutating func tokenTable() -> Int {
    switch architecture.tokens {
    case .table: return value(architecture.residual.isSplit ? "tok_emb.weight" : "token_emb.weight")
    case .arc:
      let (amplitude, start, stride) = (value("tok_arc_A"), value("tok_arc_start"), value("tok_arc_stride"))
      let rows = architecture.format.vocabularySize
      return derive(count: rows * 2) { .arc(amplitude: amplitude, start: start, stride: stride, rows: rows, into: $0) }
    }
  }

  /// One row for every position of the context.
  private mutating func positionTable() -> Int {
    guard architecture.residual.isSplit else { return value("pos_emb.weight") }
    let width = architecture.residual.positionWidth
    let digits: Int
    switch architecture.positions {
    case .table: digits = value("digit_enc")
    case .spiral:
      let (amp, phase) = (value("spiral_amp"), value("spiral_phase"))
      let (slope, offset) = (value("spiral_slope"), value("spiral_offset"))
      digits = derive(count: Derivation.digits * width) {
        .spiral(amplitude: amp, phase: phase, slope: slope, offset: offset, width: width, into: $0)
      }
    }
    // X, Y and Z share the digits' rows; Z10 and = have their own, + and EOS are zero.
    let number: [Int?] = (0..<Derivation.digits).map { digits + $0 * width }
    let sources = number + [nil] + number + [value("special_pos_equals")] + number + [value("z_hi_pos"), nil]
    return derive(count: sources.count * width) { .rows(sources: sources, width: width, into: $0) }
  }

  private mutating func residualStream(tokenTable: Int) -> Slot {
    let residual = architecture.residual
    let (tokenDimension, positionDimension) = residual.isSplit ? ("d_token", "d_position") : ("d_model", "d_model")
    let token = rows(residual.tokenWidth, hook: "hook_embed", dimension: tokenDimension)
    append(.embed(table: tokenTable, into: token))
    let position = rows(residual.positionWidth, hook: "hook_pos_embed", dimension: positionDimension)
    append(.position(table: positionTable(), into: position))
    let x = rows(residual.width, hook: "blocks.0.hook_resid_pre")
    switch residual {
    case .sum: append(.add(token, position, into: x))
    case .split(let tokenWidth, let positionWidth):
      append(.copy(from: token, into: Slot(buffer: x.buffer, first: 0, width: tokenWidth)))
      append(.copy(from: position, into: Slot(buffer: x.buffer, first: tokenWidth, width: positionWidth)))
    }
    return x
  }

  // MARK: Block

  private mutating func block(_ layer: Int, _ x: Slot) -> Slot {
    let name = "blocks.\(layer)."
    let normalized = norm(x, parameters: name + "ln1", hooks: name + "ln1.")
    let attended = attention(layer, normalized)
    let mid = rows(x.width, hook: name + "hook_resid_mid")
    append(.add(x, attended, into: mid))
    let written = mlp(layer, norm(mid, parameters: name + "ln2", hooks: name + "ln2."))
    let isLast = layer == architecture.layers - 1
    let post = rows(x.width, hook: name + "hook_resid_post")
    append(.add(mid, written, into: post))
    guard !isLast else { return post }
    let next = rows(x.width, hook: "blocks.\(layer + 1).hook_resid_pre")
    append(.copy(from: post, into: next))
    return next
  }

  private mutating func norm(_ x: Slot, parameters name: String, hooks: String) -> Slot {
    let scale = rows(1, hook: hooks + "hook_scale", dimension: "scale")
    let y = rows(x.width, hook: hooks + "hook_normalized")
    let (weight, epsilon) = (value(name + ".weight"), architecture.norm.epsilon)
    switch architecture.norm.kind {
    case .layer:
      append(.layerNorm(x, weight: weight, bias: value(name + ".bias"), epsilon: epsilon, scale: scale, into: y))
    case .rms: append(.rmsNorm(x, weight: weight, epsilon: epsilon, scale: scale, into: y))
    }
    return y
  }

  private mutating func attention(_ layer: Int, _ x: Slot) -> Slot {
    let attention = architecture.attention
    let heads = attention.heads
    let name = "blocks.\(layer).attn."
    let (qkWidth, vWidth) = (heads * attention.queryKeyWidth, heads * attention.valueWidth)
    // A dimension has one size in a trace: queries get a name of their own where they differ from values.
    let qkDimension = attention.queryKeyWidth == attention.valueWidth ? "d_head" : "d_qk"
    let q = rows(qkWidth, hook: name + "hook_q", dimension: qkDimension, heads: heads)
    let k = rows(qkWidth, hook: name + "hook_k", dimension: qkDimension, heads: heads)
    let v = rows(vWidth, hook: name + "hook_v", dimension: "d_head", heads: heads)
    let d = architecture.residual.width
    switch architecture.residual {
    case .sum:
      for (i, slot) in [q, k, v].enumerated() {
        linear(x, torchMatrix(name + "qkv.weight", inputs: d, rows: (i * d)..<((i + 1) * d)), into: slot)
      }
    case .split(let token, let position):
      let content = Slot(buffer: x.buffer, first: 0, width: token)
      let route = Slot(buffer: x.buffer, first: token, width: position)
      let (keys, angles) = (value(name + "q_proj.weight"), value(name + "q_phase_angle"))
      let queries = derive(count: qkWidth * position) {
        .rotatedPairs(
          matrix: keys, angles: angles, heads: heads, width: attention.queryKeyWidth, inputs: position, into: $0)
      }
      for (offset, slot) in [(queries, q), (keys, k)] {
        let matrix = Matrix(inputs: position, outputs: qkWidth, offset: offset, inputStride: 1, outputStride: position)
        linear(route, matrix, into: slot)
      }
      let values =
        attention.tiesValueToUnembedding
        ? plainMatrix("head_proj.weight", inputs: token, outputs: vWidth)
        : torchMatrix(name + "v_proj.weight", inputs: token, rows: 0..<vWidth)
      linear(content, values, into: v)
    }
    let scores = triangles(heads: heads, hook: name + "hook_attn_scores")
    let scale = 1 / Double(attention.queryKeyWidth).squareRoot()
    append(.attentionScores(query: q, key: k, heads: heads, scale: scale, into: scores))
    let pattern = triangles(heads: heads, hook: name + "hook_pattern")
    append(.attentionSoftmax(scores: scores, heads: heads, into: pattern))
    let z = rows(vWidth, hook: name + "hook_z", dimension: "d_head", heads: heads)
    append(.attentionMix(pattern: pattern, value: v, heads: heads, into: z))
    return attentionOutput(layer, z)
  }

  private mutating func attentionOutput(_ layer: Int, _ z: Slot) -> Slot {
    let d = architecture.residual.width
    let name = "blocks.\(layer).attn."
    guard let rank = architecture.attention.outputRank else {
      let out = rows(d, hook: "blocks.\(layer).hook_attn_out")
      let weight = architecture.residual.isSplit ? "out_proj.weight" : "proj.weight"
      linear(z, torchMatrix(name + weight, inputs: z.width, rows: 0..<d), into: out)
      return out
    }
    let factor = rows(rank, hook: name + "hook_out_factor", dimension: "rank")
    linear(z, plainMatrix(name + "out_proj.A", inputs: z.width, outputs: rank), into: factor)
    let out = rows(d, hook: "blocks.\(layer).hook_attn_out")
    linear(factor, plainMatrix(name + "out_proj.B", inputs: rank, outputs: d), into: out)
    return out
  }

  private mutating func mlp(_ layer: Int, _ x: Slot) -> Slot {
    let mlp = architecture.mlp
    let d = architecture.residual.width
    let name = "blocks.\(layer).mlp."
    let weights = "blocks.\(layer)." + (architecture.residual.isSplit ? "ffn." : "mlp.")
    let pre = rows(mlp.hidden, hook: name + "hook_pre", dimension: "d_mlp")
    let bias = mlp.hasBias ? (up: value(weights + "fc1.bias"), down: value(weights + "fc2.bias")) : nil
    linear(x, torchMatrix(weights + "fc1.weight", inputs: d, rows: 0..<mlp.hidden), bias: bias?.up, into: pre)
    let post = rows(mlp.hidden, hook: name + "hook_post", dimension: "d_mlp")
    append(.gelu(pre, isExact: mlp.activation == .gelu, into: post))
    let out = rows(d, hook: "blocks.\(layer).hook_mlp_out")
    let down =
      mlp.tiesDownToUnembedding
      ? plainMatrix("head_proj.weight", inputs: mlp.hidden, outputs: d)
      : torchMatrix(weights + "fc2.weight", inputs: mlp.hidden, rows: 0..<d)
    linear(post, down, bias: bias?.down, into: out)
    return out
  }

  // MARK: Unembedding

  private mutating func unembed(_ x: Slot, tokenTable: Int) {
    let vocabulary = architecture.format.vocabularySize
    var last = x
    if architecture.norm.isFinal {
      last = norm(x, parameters: "ln_f", hooks: "ln_final.")
    }
    if architecture.unembedding == .projected {
      let token = architecture.residual.tokenWidth
      let projected = rows(token, hook: "unembed.hook_projected", dimension: "d_token")
      linear(last, torchMatrix("head_proj.weight", inputs: last.width, rows: 0..<token), into: projected)
      last = projected
    }
    let table = architecture.unembedding == .own ? value("lm_head.weight") : tokenTable
    let logits = rows(vocabulary, hook: "logits", dimension: "d_vocab")
    let matrix = Matrix(
      inputs: last.width, outputs: vocabulary, offset: table, inputStride: 1, outputStride: last.width)
    linear(last, matrix, into: logits)
    finish(logits: logits)
  }
}
