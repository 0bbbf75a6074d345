import Lanes

extension ProgramBuilder {
  /// What a block's attention writes, from the residual stream.
  mutating func attention(_ layer: Int, _ stream: Slot, rotations: Int?) -> Slot {
    let attention = architecture.attention
    let (heads, name) = (attention.heads, "blocks.\(layer).attn.")
    let (q, k, v) = queriesKeysAndValues(layer, stream)
    let query = finish(q, .queryNorm, layer, heads: heads, rotations: rotations)
    let key = finish(k, .keyNorm, layer, heads: architecture.keyValueHeads, rotations: rotations)
    let scores = triangles(heads: heads, hook: name + "hook_attn_scores", masked: -.infinity)
    let scale = 1 / Double(attention.queryKeyWidth).squareRoot()
    append(.attentionScores(heads: heads, keyHeads: architecture.keyValueHeads, scale: scale), query, key, into: scores)
    let pattern = triangles(heads: heads, hook: name + "hook_pattern", masked: 0)
    append(.attentionSoftmax(heads: heads), scores, into: pattern)
    let z = rows(heads * attention.valueWidth, hook: name + "hook_z", dimension: "d_head", heads: heads)
    append(.attentionMix(heads: heads, valueHeads: architecture.keyValueHeads), pattern, v, into: z)
    return output(layer, z)
  }

  // MARK: Queries, keys and values

  /// The projections of the normalized stream: its whole, or the part that each reads.
  private mutating func queriesKeysAndValues(_ layer: Int, _ stream: Slot) -> (Slot, Slot, Slot) {
    let attention = architecture.attention
    let normalized =
      extras.contains(.splitInputs) ? nil : norm(stream, WeightSite(.norm1, layer: layer), hooks: "blocks.\(layer).ln1.")
    // A dimension has one size in a trace: queries get a name of their own where they differ from values.
    let queryDimension = attention.queryKeyWidth == attention.valueWidth ? "d_head" : "d_qk"
    let kinds: [(place: WeightPlace, letter: String, heads: Int, width: Int, dimension: String)] = [
      (.query, "q", attention.heads, attention.queryKeyWidth, queryDimension),
      (.key, "k", architecture.keyValueHeads, attention.queryKeyWidth, queryDimension),
      (.value, "v", architecture.keyValueHeads, attention.valueWidth, "d_head"),
    ]
    let slots = kinds.map { kind in
      let y = rows(
        kind.heads * kind.width, hook: "blocks.\(layer).attn.hook_\(kind.letter)", dimension: kind.dimension, heads: kind.heads)
      let matrix = weights.matrix(WeightSite(kind.place, layer: layer))
      let read = architecture.residual.features(of: architecture.part(readBy: kind.place))
      guard let normalized else {
        let inputs = rows(
          kind.heads * stream.width, hook: "blocks.\(layer).hook_\(kind.letter)_input", heads: kind.heads)
        // All copies before the first norm: an edit comes after the last of them.
        for head in 0..<kind.heads { append(.copy, stream, into: inputs.part(head, of: kind.heads)) }
        for head in 0..<kind.heads {
          let x = norm(inputs.part(head, of: kind.heads), WeightSite(.norm1, layer: layer), hooks: nil)
          linear(x.features(read), matrix.outputs(head, of: kind.heads), into: y.part(head, of: kind.heads))
        }
        return y
      }
      linear(normalized.features(read), matrix, into: y)
      return y
    }
    return (slots[0], slots[1], slots[2])
  }

  /// Normalizes each head, then turns it by its position, where the architecture says so.
  private mutating func finish(_ slot: Slot, _ place: WeightPlace, _ layer: Int, heads: Int, rotations: Int?) -> Slot {
    let letter = place == .queryNorm ? "q" : "k"
    let dimension = architecture.attention.queryKeyWidth == architecture.attention.valueWidth ? "d_head" : "d_qk"
    let name = "blocks.\(layer).attn."
    var x = slot
    if architecture.has(place) {
      x = norm(x, WeightSite(place, layer: layer), hooks: "\(name)\(letter)_norm.", dimension: dimension, heads: heads)
    }
    guard let rotations, let rotary = architecture.attention.rotary else { return x }
    let turned = rows(slot.width, hook: "\(name)hook_rot_\(letter)", dimension: dimension, heads: heads)
    append(.rotate(heads: heads, table: rotations, pairing: rotary.pairing), x, into: turned)
    return turned
  }

  // MARK: Output

  private mutating func output(_ layer: Int, _ z: Slot) -> Slot {
    let (name, site) = ("blocks.\(layer).attn.", WeightSite(.output, layer: layer))
    let hook = "blocks.\(layer).hook_attn_out"
    guard extras.contains(.attentionResult) else { return project(z, site, hook: hook, factorHook: name + "hook_out_factor") }
    // Head by head, and then the sum of what they write.
    let (heads, width) = (architecture.attention.heads, architecture.residual.width)
    let results = rows(heads * width, hook: name + "hook_result", heads: heads)
    let factors = weights.factors(site)
    let whole = factors?.0 ?? weights.matrix(site)
    for head in 0..<heads {
      let (input, result) = (z.part(head, of: heads), results.part(head, of: heads))
      let matrix = whole.transposed.outputs(head, of: heads).transposed
      if let (first, second) = factors {
        let factor = rows(first.outputs)
        linear(input, matrix, into: factor)
        linear(factor, second, into: result)
      } else {
        linear(input, matrix, into: result)
      }
    }
    var sum = results.part(0, of: heads)
    for head in 0..<heads where head > 0 {
      let next = head == heads - 1 ? rows(width, hook: hook) : rows(width)
      append(.add, sum, results.part(head, of: heads), into: next)
      sum = next
    }
    guard heads == 1 else { return sum }
    let out = rows(width, hook: hook)
    append(.copy, sum, into: out)
    return out
  }
}

extension Matrix {
  /// The part of a map that makes one of so many equal shares of its outputs.
  func outputs(_ index: Int, of count: Int) -> Matrix {
    let share = outputs / count
    return Matrix(
      inputs: inputs, outputs: share, offset: offset + index * share * outputStride, inputStride: inputStride,
      outputStride: outputStride)
  }
}
