extension Architecture {
  /// All tensors under their published names, in a readable order.
  func declaredParameters() -> [Parameter] {
    var list = tokenParameters() + positionParameters()
    for layer in 0..<layers { list += blockParameters(layer) }
    if norm.isFinal { list += normParameters(names.finalNorm) }
    if let projection = unembeddingProjection { list += projection.tensors }
    if unembedding == .own {
      let vocabulary = format.vocabularySize
      list += [
        Parameter(
          "lm_head.weight", [vocabulary, residual.width], .projection(inputs: residual.width, outputs: vocabulary))
      ]
    }
    return list
  }

  private func tokenParameters() -> [Parameter] {
    let start = Parameter("tok_arc_start", [], .scalar(initial: -1.2))
    let stride = Parameter("tok_arc_stride", [], .scalar(initial: 0.29))
    let amplitude = Parameter.Role.scalar(initial: 2.5)
    switch tokens {
    case .table:
      let shape = [format.vocabularySize, residual.tokenWidth]
      return [Parameter(names.tokenTable, shape, .tokenEmbedding, ties: unembedding == .tied ? ["lm_head.weight"] : [])]
    case .arc: return [Parameter("tok_arc_A", [], amplitude, ties: ["tok_arc_B"]), start, stride]
    case .ellipse: return [Parameter("tok_arc_A", [], amplitude), Parameter("tok_arc_B", [], amplitude), start, stride]
    }
  }

  private func positionParameters() -> [Parameter] {
    let width = residual.positionWidth
    switch positions {
    case .table: return [Parameter("pos_emb.weight", [contextLength, width], .positionEmbedding)]
    case .factored(let rank):
      return [
        Parameter("pos_emb.A", [contextLength, rank], .positionEmbedding),
        Parameter("pos_emb.B", [rank, width], .positionEmbedding),
      ]
    case .sinusoidal, .rotary: return []
    case .places(let special):
      return [Parameter("digit_enc", [Derivation.digits, width], .positionEmbedding)] + specialParameters(special)
    case .spiral(let spiral, let special): return spiralParameters(spiral) + specialParameters(special)
    }
  }

  private func spiralParameters(_ spiral: Spiral) -> [Parameter] {
    let coefficients = Spiral.Coefficient.allCases.map {
      Parameter("spiral_\($0.rawValue)", [], .scalar(initial: $0.start), isTrainable: spiral.trained.contains($0))
    }
    let zero = Parameter.Role.scalar(initial: 0)
    switch spiral.correction {
    case .none: return coefficients
    case .linear: return coefficients + [Parameter("pos_corr_slope", [], zero), Parameter("pos_corr_intercept", [], zero)]
    case .full: return coefficients + [Parameter("pos_correction", [Derivation.digits], zero)]
    }
  }

  private func specialParameters(_ special: SpecialPositions) -> [Parameter] {
    let width = residual.positionWidth
    let carry = Parameter(names.carryPosition, [1, width], .specialPosition)
    guard special.count > 0 else { return [carry] }
    return [carry, Parameter(names.specialPositions(special), [special.count, width], .specialPosition)]
  }

  private func blockParameters(_ layer: Int) -> [Parameter] {
    var list = normParameters(names.norm1(layer))
    let maps = queryKeyValueMaps(layer)
    list += (maps[0].tensors + maps[1].tensors).withoutRepetition()
    if attention.normalizesQueryKey {
      list += ["q_norm", "k_norm"].map {
        Parameter(names.attention(layer, $0) + ".weight", [attention.queryKeyWidth], .normWeight)
      }
    }
    if attention.queryKey.isRotated {
      list.append(Parameter(names.attention(layer, "q_phase_angle"), [attention.heads], .angle))
    }
    if !attention.tiesValueToUnembedding { list = (list + maps[2].tensors).withoutRepetition() }
    list += attentionOutputMap(layer).tensors
    list += normParameters(names.norm2(layer))
    list += gateMap(layer)?.tensors ?? []
    list += upMap(layer).tensors
    if !mlp.tiesDownToUnembedding { list += downMap(layer).tensors }
    return list
  }

  // MARK: Norms

  /// The norm whose weight another one has: its own, or the first of all where all share.
  func normOwner(_ name: String) -> String { norm.isShared ? names.norm1(0) : name }

  private func normParameters(_ name: String) -> [Parameter] {
    guard normOwner(name) == name else { return [] }
    let others = norm.isShared ? normSites.dropFirst() : []
    let weight = Parameter(name + ".weight", [residual.width], .normWeight, ties: others.map { $0 + ".weight" })
    guard norm.kind == .layer else { return [weight] }
    return [weight, Parameter(name + ".bias", [residual.width], .normBias, ties: others.map { $0 + ".bias" })]
  }

  private var normSites: [String] {
    (0..<layers).flatMap { [names.norm1($0), names.norm2($0)] } + (norm.isFinal ? [names.finalNorm] : [])
  }
}

extension SpecialPositions {
  /// How many vectors there are.
  var count: Int {
    switch self {
    case .none: 0
    case .equals: 1
    case .plusEquals: 2
    case .all: 3
    }
  }
}

extension Spiral.Coefficient {
  /// The published starting point, or frozen value.
  fileprivate var start: Double {
    switch self {
    case .amp: 3.5
    case .phase, .offset: 0
    case .slope: 0.15
    }
  }
}

extension [Parameter] {
  /// Tied maps declare the same tensors: each counts once, where it first appears.
  fileprivate func withoutRepetition() -> [Parameter] {
    var seen: Set<String> = []
    return filter { seen.insert($0.name).inserted }
  }
}
