import Lanes

extension ProgramBuilder {
  /// Lays down the whole forward pass.
  mutating func build() -> Program {
    var x = residualStream()
    let rotations = rotationTable()
    for layer in 0..<architecture.layers { x = block(layer, x, rotations: rotations) }
    let logits = unembed(x)
    return program(logits: logits)
  }

  // MARK: Embeddings

  /// Token vectors, and position vectors where there are any, put together.
  private mutating func residualStream() -> Slot {
    let residual = architecture.residual
    let (tokenDimension, positionDimension) = residual.isSplit ? ("d_token", "d_position") : ("d_model", "d_model")
    let token = rows(residual.tokenWidth, hook: "hook_embed", dimension: tokenDimension)
    append(.embed(table: weights.table(WeightSite(.tokens))), into: token)
    guard architecture.has(.positions) else {
      let x = rows(residual.width, hook: "blocks.0.hook_resid_pre")
      append(.copy, token, into: x)
      return x
    }
    let position = rows(residual.positionWidth, hook: "hook_pos_embed", dimension: positionDimension)
    append(.position(table: weights.table(WeightSite(.positions))), into: position)
    let x = rows(residual.width, hook: "blocks.0.hook_resid_pre")
    if residual.isSplit {
      append(.copy, token, into: x.features(residual.features(of: .token)))
      append(.copy, position, into: x.features(residual.features(of: .position)))
    } else {
      append(.add, token, position, into: x)
    }
    return x
  }

  /// The cosines and sines by which rotary positions turn queries and keys; nil without.
  private mutating func rotationTable() -> Int? {
    guard let rotary = architecture.attention.rotary else { return nil }
    let (rows, width) = (architecture.format.inputLength, architecture.attention.queryKeyWidth)
    let rate = rotary.period.map { 2 * .pi / $0 } ?? 1
    return weights.derive(count: rows * width) {
      .frozen(FrozenTable(kind: .rotations(base: rotary.base, rate: rate), rows: rows, width: width, into: $0))
    }
  }

  // MARK: Block

  private mutating func block(_ layer: Int, _ x: Slot, rotations: Int?) -> Slot {
    let name = "blocks.\(layer)."
    let attended = attention(layer, x, rotations: rotations)
    let mid = rows(x.width, hook: name + "hook_resid_mid")
    append(.add, x, attended, into: mid)
    let written = mlp(layer, mid)
    let post = rows(x.width, hook: name + "hook_resid_post")
    append(.add, mid, written, into: post)
    guard layer < architecture.layers - 1 else { return post }
    let next = rows(x.width, hook: "blocks.\(layer + 1).hook_resid_pre")
    append(.copy, post, into: next)
    return next
  }

  private mutating func mlp(_ layer: Int, _ stream: Slot) -> Slot {
    let (name, hidden) = ("blocks.\(layer).mlp.", architecture.mlp.hidden)
    var x = stream
    if extras.contains(.splitInputs) {
      x = rows(x.width, hook: "blocks.\(layer).hook_mlp_in")
      append(.copy, stream, into: x)
    }
    x = norm(x, WeightSite(.norm2, layer: layer), hooks: "blocks.\(layer).ln2.")
    func site(_ place: WeightPlace) -> WeightSite { WeightSite(place, layer: layer) }
    let pre: Slot
    let post: Slot
    if architecture.has(.gate) {
      pre = project(x, site(.gate), hook: name + "hook_pre", dimension: "d_mlp")
      let linearPart = project(x, site(.up), hook: name + "hook_pre_linear", dimension: "d_mlp")
      post = rows(hidden, hook: name + "hook_post", dimension: "d_mlp")
      append(.swiGLU, pre, linearPart, into: post)
    } else {
      pre = project(x, site(.up), hook: name + "hook_pre", dimension: "d_mlp")
      post = rows(hidden, hook: name + "hook_post", dimension: "d_mlp")
      append(.gelu(isExact: architecture.mlp.activation == .gelu), pre, into: post)
    }
    return project(post, site(.down), hook: "blocks.\(layer).hook_mlp_out", factorHook: name + "hook_out_factor")
  }

  // MARK: Unembedding

  private mutating func unembed(_ x: Slot) -> Slot {
    var last = x
    if architecture.has(.finalNorm) { last = norm(x, WeightSite(.finalNorm), hooks: "ln_final.") }
    if architecture.has(.projection) {
      last = project(last, WeightSite(.projection), hook: "unembed.hook_projected", dimension: "d_token")
    }
    return project(last, WeightSite(.unembedding), hook: "logits", dimension: "d_vocab", factorHook: "unembed.hook_factor")
  }
}

extension Slot {
  /// Some of a window's features.
  func features(_ range: Range<Int>) -> Slot { Slot(buffer: buffer, first: first + range.lowerBound, width: range.count) }
}
