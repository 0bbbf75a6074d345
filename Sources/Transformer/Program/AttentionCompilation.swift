import Lanes

extension ProgramBuilder {
  /// The cosines and sines by which rotary positions turn queries and keys; nil without.
  mutating func rotationTable() -> Int? {
    guard case .rotary(let base, _) = architecture.positions else { return nil }
    let (rows, width) = (architecture.format.inputLength, architecture.attention.queryKeyWidth)
    return derive(count: rows * width) {
      .frozen(FrozenTable(kind: .rotations, rows: rows, width: width, base: base, into: $0))
    }
  }

  mutating func attention(_ layer: Int, _ x: Slot, rotations: Int?) -> Slot {
    let attention = architecture.attention
    let heads = attention.heads
    let name = "blocks.\(layer).attn."
    let (q, k, v) = queriesKeysAndValues(layer, x, rotations: rotations)
    let scores = triangles(heads: heads, hook: name + "hook_attn_scores")
    let scale = 1 / Double(attention.queryKeyWidth).squareRoot()
    append(.attentionScores(query: q, key: k, heads: heads, scale: scale, into: scores))
    let pattern = triangles(heads: heads, hook: name + "hook_pattern")
    append(.attentionSoftmax(scores: scores, heads: heads, into: pattern))
    let z = rows(v.width, hook: name + "hook_z", dimension: "d_head", heads: heads)
    append(.attentionMix(pattern: pattern, value: v, heads: heads, into: z))
    let map = architecture.attentionOutputMap(layer)
    let input = firstFactor(of: map, z, hook: name + "hook_out_factor", dimension: "rank")
    let out = rows(architecture.residual.width, hook: "blocks.\(layer).hook_attn_out")
    linear(input, map, into: out)
    return out
  }

  // MARK: Queries, keys and values

  private mutating func queriesKeysAndValues(_ layer: Int, _ x: Slot, rotations: Int?) -> (q: Slot, k: Slot, v: Slot) {
    let attention = architecture.attention
    let heads = attention.heads
    let name = "blocks.\(layer).attn."
    // What each of the three reads: everything, or its part of a split stream.
    var (route, content) = (x, x)
    if case .split(let token, let position) = architecture.residual {
      content = Slot(buffer: x.buffer, first: 0, width: token)
      route = Slot(buffer: x.buffer, first: token, width: position)
    }
    // A dimension has one size in a trace: queries get a name of their own where they differ from values.
    let qkDimension = attention.queryKeyWidth == attention.valueWidth ? "d_head" : "d_qk"
    let before = ["q", "k"].map { beforeHook(name + $0, dimension: qkDimension, rotates: rotations != nil) }
    let q = rows(heads * attention.queryKeyWidth, hook: name + "hook_q", dimension: qkDimension, heads: heads)
    let k = rows(heads * attention.queryKeyWidth, hook: name + "hook_k", dimension: qkDimension, heads: heads)
    let v = rows(heads * attention.valueWidth, hook: name + "hook_v", dimension: "d_head", heads: heads)

    let maps = architecture.queryKeyValueMaps(layer)
    linear(route, queryMatrix(layer, maps[0]), into: before[0].projected ?? q)
    linear(route, repeated(maps[1], width: attention.queryKeyWidth), into: before[1].projected ?? k)
    linear(content, repeated(maps[2], width: attention.valueWidth), into: v)
    for (i, slot) in [q, k].enumerated() {
      let weight = architecture.names.attention(layer, ["q_norm", "k_norm"][i]) + ".weight"
      finish(slot, before[i], normWeight: weight, rotations: rotations)
    }
    return (q, k, v)
  }

  /// Where queries or keys stay on their way from the projection to their hook.
  private struct BeforeHook {
    var projected: Slot?
    var scale: Slot?
    var normalized: Slot?
  }

  private mutating func beforeHook(_ name: String, dimension: String, rotates: Bool) -> BeforeHook {
    let heads = architecture.attention.heads
    let width = heads * architecture.attention.queryKeyWidth
    let normalizes = architecture.attention.normalizesQueryKey
    var before = BeforeHook()
    if normalizes || rotates { before.projected = rows(width) }
    if normalizes { before.scale = rows(heads, hook: name + "_norm.hook_scale", dimension: "scale", heads: heads) }
    if normalizes && rotates {
      before.normalized = rows(width, hook: name + "_norm.hook_normalized", dimension: dimension, heads: heads)
    }
    return before
  }

  /// Normalizes each head, then turns it by its position, where the architecture says so.
  private mutating func finish(_ slot: Slot, _ before: BeforeHook, normWeight: String, rotations: Int?) {
    guard var x = before.projected else { return }
    let (heads, width) = (architecture.attention.heads, architecture.attention.queryKeyWidth)
    if let scale = before.scale {
      let y = before.normalized ?? slot
      func head(_ h: Int, of slot: Slot, width: Int) -> Slot { Slot(buffer: slot.buffer, first: h * width, width: width) }
      for h in 0..<heads {
        append(
          .rmsNorm(
            head(h, of: x, width: width), weight: value(normWeight), epsilon: architecture.norm.epsilon,
            scale: head(h, of: scale, width: 1), into: head(h, of: y, width: width)))
      }
      x = y
    }
    if let rotations, case .rotary(_, let pairing) = architecture.positions {
      append(.rotate(x, heads: heads, table: rotations, pairing: pairing, into: slot))
    }
  }

  /// The queries' matrix, turned by the learned angles where there are any.
  private mutating func queryMatrix(_ layer: Int, _ map: LinearMap) -> Matrix {
    let attention = architecture.attention
    let own = wholeMatrix(map)
    guard attention.queryKey.isRotated else { return own }
    let angles = value(architecture.names.attention(layer, "q_phase_angle"))
    let turned = derive(count: own.outputs * own.inputs) {
      .rotatedPairs(
        matrix: own.offset, angles: angles, heads: attention.heads, width: attention.queryKeyWidth, inputs: own.inputs, into: $0
      )
    }
    return Matrix(inputs: own.inputs, outputs: own.outputs, offset: turned, inputStride: 1, outputStride: own.inputs)
  }

  /// The keys' or values' matrix, its heads repeated so that every head of queries has one.
  private mutating func repeated(_ map: LinearMap, width: Int) -> Matrix {
    let (heads, groups) = (architecture.attention.heads, architecture.keyValueHeads)
    let own = wholeMatrix(map)
    guard groups < heads else { return own }
    let sources: [Int?] = (0..<(heads * width)).map { row in
      own.offset + (row / width / (heads / groups) * width + row % width) * own.inputs
    }
    let copy = derive(count: sources.count * own.inputs) { .rows(sources: sources, width: own.inputs, into: $0) }
    return Matrix(inputs: own.inputs, outputs: sources.count, offset: copy, inputStride: 1, outputStride: own.inputs)
  }

  /// A map's matrix, multiplied out if it has two factors: rounding in between would show in the scores, whose exponential
  /// makes the most of every error.
  private mutating func wholeMatrix(_ map: LinearMap) -> Matrix {
    guard case .factors(let first, _, let rank) = map.form else { return matrix(map) }
    let (a, b) = (value(first), matrix(map))
    let product = derive(count: map.inputs * b.outputs) {
      .product(
        MatrixProduct(
          first: a, second: b.offset, secondStride: b.inputStride, rows: map.inputs, rank: rank, columns: b.outputs, into: $0))
    }
    return Matrix(inputs: map.inputs, outputs: b.outputs, offset: product, inputStride: b.outputs, outputStride: 1)
  }
}
