import Transformer

/// Writes the forward pass: from tokens to logits, step by step as `ProgramBuilder` lays it down.
struct PythonForward {
  let architecture: Architecture
  let library: PythonLibrary
  /// The statements after the weights are known as `w`.
  private(set) var lines: [String] = []
  private(set) var helpers: Set<PythonHelper> = []

  init(_ architecture: Architecture, _ library: PythonLibrary) {
    self.architecture = architecture
    self.library = library
    embed()
    let block = block()
    if architecture.layers > 1 {
      lines.append("for layer in range(\(architecture.layers)):")
      lines += block.map { "    " + $0 }
    } else {
      lines += block
    }
    unembed()
  }

  private var np: String { library.name }

  /// The weights of a place, in a loop over layers those of the loop's.
  private func weights(_ place: WeightPlace, bias: Bool = false) -> String {
    let site = WeightSite(place)
    let name = bias ? site.pythonBiasName(of: 1) : site.pythonName(of: 1)
    return "w.\(name)" + (architecture.layers > 1 && place.isInEveryLayer ? "[layer]" : "")
  }

  /// `x W^T + b`.
  private func linear(_ x: String, _ place: WeightPlace) -> String {
    let bias = architecture.hasBias(place) ? " + " + weights(place, bias: true) : ""
    return "\(x) @ \(weights(place)).T\(bias)"
  }

  private mutating func norm(_ x: String, _ place: WeightPlace, isHead: Bool = false) -> String {
    let isRMS = isHead || architecture.norm.kind == .rms
    helpers.insert(isRMS ? .rmsNorm : .layerNorm)
    let weight = architecture.isUnweighted(place) ? "" : " * \(weights(place))"
    let bias = architecture.hasBias(place) ? " + \(weights(place, bias: true))" : ""
    return "\(isRMS ? "rms_norm" : "layer_norm")(\(x))\(weight)\(bias)"
  }

  // MARK: Parts

  private mutating func embed() {
    guard architecture.has(.positions) else {
      lines.append("resid = w.W_E[tokens]")
      return
    }
    if architecture.residual.isSplit {
      let position =
        library.isTorch
        ? "w.W_pos[:length].expand(len(tokens), -1, -1)"
        : "np.broadcast_to(w.W_pos[:length], (*tokens.shape, \(architecture.residual.positionWidth)))"
      lines.append("resid = \(library.joined(["w.W_E[tokens]", position], axis: -1))")
    } else {
      lines.append("resid = w.W_E[tokens] + w.W_pos[:length]")
    }
  }

  private mutating func block() -> [String] {
    attention() + mlp()
  }

  private func read(_ place: WeightPlace) -> String {
    let features = architecture.residual.features(of: architecture.part(readBy: place))
    guard features.count < architecture.residual.width else { return "x" }
    let (first, end) = (features.lowerBound, features.upperBound)
    return "x[..., \(first == 0 ? "" : "\(first)"):\(end == architecture.residual.width ? "" : "\(end)")]"
  }

  /// Queries or keys on their way to the scores.
  private mutating func headed(_ place: WeightPlace, _ normPlace: WeightPlace, heads: Int) -> String {
    var text = linear(read(place), place)
    if architecture.attention.heads > 1 {
      helpers.insert(.heads)
      text = "heads(\(text), \(heads))"
    }
    if architecture.has(normPlace) { text = norm(text, normPlace, isHead: true) }
    if architecture.attention.rotary != nil {
      helpers.insert(.rotary)
      text = "rotary(\(text))"
    }
    return text
  }

  private mutating func attention() -> [String] {
    let attention = architecture.attention
    let (heads, sharing) = (attention.heads, attention.heads / architecture.keyValueHeads)
    var result = ["x = " + norm("resid", .norm1)]
    result.append("q = " + headed(.query, .queryNorm, heads: heads))
    result.append("k = " + headed(.key, .keyNorm, heads: architecture.keyValueHeads))
    let v = linear(read(.value), .value)
    result.append("v = " + (heads > 1 ? "heads(\(v), \(architecture.keyValueHeads))" : v))
    if sharing > 1 {
      result.append("k, v = \(library.repeated("k", sharing, axis: 1)), \(library.repeated("v", sharing, axis: 1))")
    }
    result.append("scores = q @ k.swapaxes(-1, -2) / \(attention.queryKeyWidth)**0.5")
    if library.isTorch {
      result.append("scores = scores.masked_fill(~torch.ones(length, length, dtype=bool).tril(), -math.inf)")
      result.append("pattern = torch.softmax(scores, -1)")
    } else {
      helpers.insert(.softmax)
      result.append("pattern = softmax(np.where(np.tri(length, dtype=bool), scores, -np.inf))")
    }
    result.append("z = pattern @ v")
    if heads > 1 {
      result.append("z = z.swapaxes(1, 2).reshape(len(tokens), length, -1)")
    }
    result.append("resid = resid + " + linear("z", .output))
    return result
  }

  private mutating func mlp() -> [String] {
    var result = ["x = " + norm("resid", .norm2)]
    let function: String
    switch architecture.mlp.activation {
    case .swiGLU:
      helpers.insert(.silu)
      function = library.isTorch ? "torch.nn.functional.silu" : "silu"
      result.append("hidden = \(function)(\(linear("x", .gate))) * (\(linear("x", .up)))")
    case .gelu, .geluTanh:
      helpers.insert(.gelu)
      let isTanh = library.isTorch && architecture.mlp.activation == .geluTanh
      function = library.isTorch ? "torch.nn.functional.gelu" : "gelu"
      result.append("hidden = \(function)(\(linear("x", .up))\(isTanh ? ", approximate=\"tanh\"" : ""))")
    }
    result.append("resid = resid + " + linear("hidden", .down))
    return result
  }

  private mutating func unembed() {
    var x = "resid"
    if architecture.has(.finalNorm) {
      lines.append("x = " + norm(x, .finalNorm))
      x = "x"
    }
    if architecture.has(.projection) { x = linear(x, .projection) }
    lines.append("return \(linear(x, .unembedding))")
  }
}
