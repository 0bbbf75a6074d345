import Lanes

extension ProgramBuilder {
  /// Lays down the whole forward pass.
  mutating func build() {
    let tokenTable = tokenTable()
    var x = residualStream(tokenTable: tokenTable)
    let rotations = rotationTable()
    for layer in 0..<architecture.layers { x = block(layer, x, rotations: rotations) }
    unembed(x, tokenTable: tokenTable)
  }

  // MARK: Block

  private mutating func block(_ layer: Int, _ x: Slot, rotations: Int?) -> Slot {
    let name = "blocks.\(layer)."
    let names = architecture.names
    let normalized = norm(x, parameters: names.norm1(layer), hooks: name + "ln1.")
    let attended = attention(layer, normalized, rotations: rotations)
    let mid = rows(x.width, hook: name + "hook_resid_mid")
    append(.add(x, attended, into: mid))
    let written = mlp(layer, norm(mid, parameters: names.norm2(layer), hooks: name + "ln2."))
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
    let owner = architecture.normOwner(name)
    let (weight, epsilon) = (value(owner + ".weight"), architecture.norm.epsilon)
    switch architecture.norm.kind {
    case .layer:
      append(.layerNorm(x, weight: weight, bias: value(owner + ".bias"), epsilon: epsilon, scale: scale, into: y))
    case .rms: append(.rmsNorm(x, weight: weight, epsilon: epsilon, scale: scale, into: y))
    }
    return y
  }

  private mutating func mlp(_ layer: Int, _ x: Slot) -> Slot {
    let mlp = architecture.mlp
    let name = "blocks.\(layer).mlp."
    let up = architecture.upMap(layer)
    let post: Slot
    if let gateMap = architecture.gateMap(layer) {
      let gateInput = firstFactor(of: gateMap, x, hook: name + "hook_pre_factor", dimension: "mlp_rank")
      let gate = rows(mlp.hidden, hook: name + "hook_pre", dimension: "d_mlp")
      linear(gateInput, gateMap, into: gate)
      let upInput = firstFactor(of: up, x, hook: name + "hook_pre_linear_factor", dimension: "mlp_rank")
      let linearPart = rows(mlp.hidden, hook: name + "hook_pre_linear", dimension: "d_mlp")
      linear(upInput, up, into: linearPart)
      post = rows(mlp.hidden, hook: name + "hook_post", dimension: "d_mlp")
      append(.swiGLU(gate: gate, up: linearPart, into: post))
    } else {
      let input = firstFactor(of: up, x, hook: name + "hook_pre_factor", dimension: "mlp_rank")
      let pre = rows(mlp.hidden, hook: name + "hook_pre", dimension: "d_mlp")
      linear(input, up, into: pre)
      post = rows(mlp.hidden, hook: name + "hook_post", dimension: "d_mlp")
      append(.gelu(pre, isExact: mlp.activation == .gelu, into: post))
    }
    let down = architecture.downMap(layer)
    let input = firstFactor(of: down, post, hook: name + "hook_out_factor", dimension: "mlp_rank")
    let out = rows(x.width, hook: "blocks.\(layer).hook_mlp_out")
    linear(input, down, into: out)
    return out
  }

  // MARK: Unembedding

  private mutating func unembed(_ x: Slot, tokenTable: Int) {
    let vocabulary = architecture.format.vocabularySize
    var last: Slot
    if architecture.norm.isFinal {
      last = norm(x, parameters: architecture.names.finalNorm, hooks: "ln_final.")
    } else {
      last = rows(x.width, hook: "ln_final.hook_normalized")
      append(.copy(from: x, into: last))
    }
    if let projection = architecture.unembeddingProjection {
      let projected = rows(projection.outputs.count, hook: "unembed.hook_projected", dimension: "d_token")
      linear(last, projection, into: projected)
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
