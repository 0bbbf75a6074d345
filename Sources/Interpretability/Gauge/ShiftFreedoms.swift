import Addition
import Transformer

// What can be added without being seen.
extension GaugeGenerators {
  mutating func mean() {
    guard architecture.norm.kind == .layer, architecture.has(.finalNorm) else { return }
    let tables = weights.blocks(.tokens, .positions)
    for table in tables {
      for row in 0..<table.rows {
        for column in 0..<table.columns { tangent[table.index(row, column)] = 1 }
        // Token and position dims that are kept apart share the mean: all their vectors are shifted at once.
        if !architecture.residual.isSplit { finish(.mean) }
      }
    }
    if architecture.residual.isSplit { finish(.mean) }
    for block in weights.blocks(.output, .down) {
      for column in 0..<block.columns {
        for row in 0..<block.rows { tangent[block.index(row, column)] = 1 }
        finish(.mean)
      }
    }
    for block in weights.blocks(.down, isBias: true) {
      for column in 0..<block.columns { tangent[block.index(0, column)] = 1 }
      finish(.mean)
    }
  }

  mutating func shifts() {
    if let tokens = weights.block(.tokens), let positions = weights.block(.positions), !architecture.residual.isSplit {
      for feature in 0..<tokens.columns {
        for row in 0..<tokens.rows { tangent[tokens.index(row, feature)] = 1 }
        for row in 0..<positions.rows { tangent[positions.index(row, feature)] = -1 }
        finish(.tokensPositions)
      }
      // A delimiter always stands at the same positions: there alone, its vector and theirs are one.
      let input = architecture.format.input(of: Problem(inRange: 0, 0))
      // In one layer, a delimiter before the answer is read through the first norm alone, which takes out its length.
      for (position, token) in input.prefix(architecture.format.promptLength - 1).enumerated()
      where !architecture.format.isDigit(token) && architecture.layers == 1 {
        for feature in 0..<tokens.columns {
          tangent[positions.index(position, feature)] = tokens[Int(token), feature] + positions[position, feature]
        }
        finish(.streamScale)
      }
      for token in Set(input.filter { !architecture.format.isDigit($0) }).sorted() {
        for feature in 0..<tokens.columns {
          tangent[tokens.index(Int(token), feature)] = 1
          for (position, other) in input.enumerated() where other == token { tangent[positions.index(position, feature)] = -1 }
          finish(.tokensPositions)
        }
      }
    }
    guard let unembedding = weights.block(.unembedding) else { return }
    for feature in 0..<unembedding.columns {
      for row in 0..<unembedding.rows { tangent[unembedding.index(row, feature)] = 1 }
      finish(.unembeddingShift)
    }
  }

  mutating func biases() throws(AnalysisError) {
    let width = architecture.residual.width
    for norm in norms { try means(behind: norm) }
    for layer in 0..<architecture.layers {
      guard let bias = weights.block(.norm1, layer: layer, isBias: true), keysAreShifted else { continue }
      // Whatever queries and values do not read.
      let rows = [WeightPlace.query, .value].compactMap { weights.block($0, layer: layer) }.flatMap { block in
        (0..<block.rows).map { row in
          let read = features(readBy: block)
          return (0..<width).map { read.contains($0) ? block[row, $0 - read.lowerBound] : 0 }
        }
      }
      for direction in try NullSpace.basis(of: RealMatrix(rows), tolerance: 1e-12) {
        for feature in 0..<width { tangent[bias.index(0, feature)] = direction[feature] }
        finish(.keyShift)
      }
    }
    guard let bias = weights.block(.finalNorm, isBias: true) else { return }
    for direction in try NullSpace.basis(of: RealMatrix(readout), tolerance: 1e-12) {
      for feature in 0..<width { tangent[bias.index(0, feature)] = direction[feature] }
      finish(.normBias)
    }
  }

  /// Whether the same vector added to all keys of a head changes no pattern.
  private var keysAreShifted: Bool { architecture.attention.rotary == nil && !architecture.has(.keyNorm) }

  /// Behind a LayerNorm with weights g and bias b, a row `1 / g` reads the mean, which is zero, and `s = sum(b / g)`. A shift by s is
  /// taken back by a bias of the reader, by a softmax over keys, or by another bias of the norm.
  private mutating func means(behind norm: EffectiveWeights.Block) throws(AnalysisError) {
    guard architecture.norm.kind == .layer, norm.values.allSatisfy({ $0 != 0 }) else { return }
    let bias = weights.block(norm.site.place, layer: norm.site.layer, isBias: true)
    let shift = norm.values.indices.reduce(0) { $0 + (bias?[0, $1] ?? 0) / norm[0, $1] }
    let readers = readers(of: norm.site)
    guard readers.allSatisfy({ features(readBy: $0).count == norm.columns }) else { return }
    func readMean(_ reader: EffectiveWeights.Block, _ row: Int, by factor: Double) {
      for feature in 0..<norm.columns { tangent[reader.index(row, feature)] += factor / norm[0, feature] }
    }
    func own(_ reader: EffectiveWeights.Block) -> EffectiveWeights.Block? {
      weights.block(reader.site.place, layer: reader.site.layer, isBias: true)
    }
    for reader in readers {
      let isKey = reader.site.place == .key && keysAreShifted
      for row in 0..<reader.rows where own(reader) != nil || isKey || shift == 0 {
        readMean(reader, row, by: 1)
        if let own = own(reader) { tangent[own.index(0, row)] -= shift }
        finish(isKey ? .keyShift : .meanRead)
      }
    }
    if norm.site.place == .norm1, shift != 0, architecture.has(.finalNorm),
      let value = readers.first(where: { $0.site.place == .value }), let output = weights.block(.output, layer: norm.site.layer)
    {
      // A shift of all values is one of what attention writes, and nothing where that is the mean.
      for mix in try NullSpace.basis(of: centered(output, of: value), tolerance: 1e-12) {
        for row in 0..<value.rows { readMean(value, row, by: mix[row]) }
        finish(.mean)
      }
    }
    let isAnswered = shift != 0 || readers.allSatisfy { own($0) != nil }
    guard let bias, isAnswered else { return }
    for feature in 0..<norm.columns {
      tangent[bias.index(0, feature)] = 1
      for reader in readers where !(reader.site.place == .key && keysAreShifted) {
        for row in 0..<reader.rows {
          if let own = own(reader) {
            tangent[own.index(0, row)] -= reader[row, feature]
          } else {
            readMean(reader, row, by: -reader[row, feature] / shift)
          }
        }
      }
      finish(.normBias)
    }
  }

  /// What is written for each value that is the same at all keys, without its mean.
  private func centered(_ output: EffectiveWeights.Block, of value: EffectiveWeights.Block) -> RealMatrix {
    let (width, sharing) = (architecture.attention.valueWidth, architecture.attention.heads / architecture.keyValueHeads)
    let columns = (0..<value.rows).map { row in
      let written = (0..<output.rows).map { feature in
        (0..<sharing).reduce(0) { $0 + output[feature, (row / width * sharing + $1) * width + row % width] }
      }
      let mean = written.reduce(0, +) / Double(written.count)
      return written.map { $0 - mean }
    }
    return RealMatrix((0..<output.rows).map { feature in columns.map { $0[feature] } })
  }

  /// What differences of logits read of the normalized stream, token by token.
  var readout: [[Double]] {
    guard let unembedding = weights.block(.unembedding) else { return [] }
    let width = architecture.residual.width
    let read = (0..<unembedding.rows).map { token in
      let row = (0..<unembedding.columns).map { unembedding[token, $0] }
      guard let projection = weights.block(.projection) else { return row }
      return (0..<width).map { f in row.indices.reduce(0) { $0 + row[$1] * projection[$1, f] } }
    }
    let mean = (0..<width).map { f in read.reduce(0) { $0 + $1[f] } / Double(read.count) }
    return read.map { row in zip(row, mean).map { $0 - $1 } }
  }

  mutating func unreadWrites() throws(AnalysisError) {
    var read = readout
    if let norm = weights.block(.finalNorm) {
      read = read.map { row in
        let weighed = row.indices.map { row[$0] * norm[0, $0] }
        let mean = architecture.norm.kind == .layer ? weighed.reduce(0, +) / Double(row.count) : 0
        return weighed.map { $0 - mean }
      }
    }
    let layer = architecture.layers - 1
    guard let down = weights.block(.down, layer: layer) else { return }
    let bias = weights.block(.down, layer: layer, isBias: true)
    for direction in try NullSpace.basis(of: RealMatrix(read), tolerance: 1e-12) {
      for unit in 0..<down.columns {
        for row in 0..<down.rows { tangent[down.index(row, unit)] = direction[row] }
        finish(.unreadWrites)
      }
      guard let bias else { continue }
      for row in 0..<down.rows { tangent[bias.index(0, row)] = direction[row] }
      finish(.unreadWrites)
    }
  }

  mutating func projection() {
    guard let projection = weights.block(.projection), let unembedding = weights.block(.unembedding) else { return }
    for a in 0..<projection.rows {
      for b in 0..<projection.rows {
        addRow(projection, to: a, from: b, 1)
        addColumn(unembedding, to: b, from: a, -1)
        finish(.projectionUnembedding)
      }
    }
  }
}
