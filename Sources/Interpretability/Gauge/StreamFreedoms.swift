import Transformer

// What can be changed in all that writes to the residual stream and reads from it.
extension GaugeGenerators {
  var writers: [EffectiveWeights.Block] {
    weights.blocks(.tokens, .positions, .output, .down) + weights.blocks(.down, isBias: true)
  }

  mutating func stream() {
    let reader = weights.block(architecture.has(.projection) ? .projection : .unembedding)
    for block in writers { scale(block) }
    // Without a norm before it, the unembedding sees the scale.
    if !architecture.has(.finalNorm) { scale(reader, by: -1) }
    finish(.streamScale)
    scale(weights.block(.unembedding))
    finish(.temperature)
  }

  /// What reads a norm's result.
  func readers(of norm: WeightSite) -> [EffectiveWeights.Block] {
    switch norm.place {
    case .norm1: [.query, .key, .value].compactMap { weights.block($0, layer: norm.layer) }
    case .norm2: [.gate, .up].compactMap { weights.block($0, layer: norm.layer) }
    default: [weights.block(architecture.has(.projection) ? .projection : .unembedding)].compactMap { $0 }
    }
  }

  /// The features of the stream that a block's columns are.
  func features(readBy block: EffectiveWeights.Block) -> Range<Int> {
    architecture.residual.features(of: architecture.part(readBy: block.site.place))
  }

  var norms: [EffectiveWeights.Block] { weights.blocks(.norm1, .norm2, .finalNorm) }

  /// Turns in planes of two dims that lie in the same part; under LayerNorm, of directions whose entries sum to 0.
  mutating func turns() throws(AnalysisError) {
    // What a norm weighs by zero cannot be turned back behind it.
    guard norms.allSatisfy({ norm in norm.values.allSatisfy { $0 != 0 } }) else { return }
    let width = architecture.residual.width
    let tokens = architecture.residual.features(of: .token)
    func axis(_ dim: Int) -> [Double] { (0..<width).map { $0 == dim ? 1 : 0 } }
    var planes: [([Double], [Double])] = []
    if architecture.norm.kind == .rms {
      for a in 0..<width {
        for b in (a + 1)..<max(width, a + 1)
        where !architecture.residual.isSplit || tokens.contains(a) == tokens.contains(b) { planes.append((axis(a), axis(b))) }
      }
    } else if !architecture.residual.isSplit {
      let axes = try NullSpace.basis(of: RealMatrix([[Double](repeating: 1, count: width)]), tolerance: 1e-12)
      planes = axes.indices.flatMap { a in axes[(a + 1)...].map { (axes[a], $0) } }
    }
    for (p, q) in planes { turn(p, q) }
  }

  /// `X = p q^T - q p^T` for unit vectors p and q: what writes w becomes `w + X w`. Behind a norm with weights G, what reads W becomes
  /// `W - W G X G^-1`, and the norm's bias b becomes `b + G X G^-1 b`.
  mutating func turn(_ p: [Double], _ q: [Double]) {
    /// Turns the rows of a block, or its columns, seen through weights.
    func turned(_ block: EffectiveWeights.Block, first: Int, isTable: Bool, through g: [Double]? = nil) {
      let (vectors, length) = isTable ? (block.rows, block.columns) : (block.columns, block.rows)
      for v in 0..<vectors {
        func index(_ feature: Int) -> Int { isTable ? v * block.columns + feature : feature * block.columns + v }
        func seen(_ f: Int) -> Double { block.values[index(f)] * (g?[first + f] ?? 1) }
        let alongP = (0..<length).reduce(0) { $0 + p[first + $1] * seen($1) }
        let alongQ = (0..<length).reduce(0) { $0 + q[first + $1] * seen($1) }
        for f in 0..<length {
          tangent[block.offset + index(f)] += (p[first + f] * alongQ - q[first + f] * alongP) / (g?[first + f] ?? 1)
        }
      }
    }
    let residual = architecture.residual
    for block in weights.blocks(.tokens) { turned(block, first: residual.features(of: .token).lowerBound, isTable: true) }
    for block in weights.blocks(.positions) { turned(block, first: residual.features(of: .position).lowerBound, isTable: true) }
    for block in weights.blocks(.output, .down) { turned(block, first: 0, isTable: false) }
    for block in weights.blocks(.down, isBias: true) { turned(block, first: 0, isTable: true) }
    for norm in norms {
      if let bias = weights.block(norm.site.place, layer: norm.site.layer, isBias: true) {
        turned(bias, first: 0, isTable: true, through: norm.values.map { 1 / $0 })
      }
      // A row w of what reads is turned like a vector: -(w X) = X w.
      for block in readers(of: norm.site) {
        turned(block, first: features(readBy: block).lowerBound, isTable: true, through: norm.values)
      }
    }
    if !architecture.has(.finalNorm) {
      for block in readers(of: WeightSite(.finalNorm)) { turned(block, first: 0, isTable: true) }
    }
    finish(.streamTurn)
  }

  mutating func normWeights() {
    for norm in norms {
      let bias = weights.block(norm.site.place, layer: norm.site.layer, isBias: true)
      for feature in 0..<norm.columns {
        scaleColumn(norm, feature)
        scaleColumn(bias, feature)
        for reader in readers(of: norm.site) where features(readBy: reader).contains(feature) {
          scaleColumn(reader, feature - features(readBy: reader).lowerBound, by: -1)
        }
        finish(.normWeights)
      }
    }
  }
}
