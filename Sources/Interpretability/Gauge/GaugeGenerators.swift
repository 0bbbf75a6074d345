import Transformer

/// The tangents of the known freedoms in the space of a model's effective weights, whatever of it the learned numbers reach.
struct GaugeGenerators {
  let weights: EffectiveWeights
  /// By name; vectors as long as there are effective numbers.
  private(set) var vectors: [GaugeName: [[Double]]] = [:]
  var tangent: [Double]

  var architecture: Architecture { weights.architecture }

  init(_ weights: EffectiveWeights) throws(AnalysisError) {
    self.weights = weights
    tangent = [Double](repeating: 0, count: weights.count)
    for layer in 0..<architecture.layers {
      queriesKeys(layer)
      valuesOutput(layer)
      upDown(layer)
    }
    stream()
    try turns()
    normWeights()
    mean()
    shifts()
    try biases()
    projection()
    try unreadWrites()
  }

  // MARK: Making one

  /// Keeps what has been put together, unless it is nothing.
  mutating func finish(_ name: GaugeName) {
    if let unit = tangent.unit { vectors[name, default: []].append(unit) }
    for index in tangent.indices { tangent[index] = 0 }
  }

  mutating func scale(_ block: EffectiveWeights.Block?, by factor: Double = 1) {
    guard let block else { return }
    for index in block.values.indices { tangent[block.offset + index] += factor * block.values[index] }
  }

  mutating func scaleRow(_ block: EffectiveWeights.Block?, _ row: Int, by factor: Double = 1) {
    guard let block else { return }
    for column in 0..<block.columns { tangent[block.index(row, column)] += factor * block[row, column] }
  }

  mutating func scaleColumn(_ block: EffectiveWeights.Block?, _ column: Int, by factor: Double = 1) {
    guard let block else { return }
    for row in 0..<block.rows { tangent[block.index(row, column)] += factor * block[row, column] }
  }

  /// Adds a row's numbers, times a factor, to another's tangent: `X W` for an X with one entry.
  mutating func addRow(_ block: EffectiveWeights.Block, to row: Int, from other: Int, _ factor: Double) {
    for column in 0..<block.columns { tangent[block.index(row, column)] += factor * block[other, column] }
  }

  mutating func addColumn(_ block: EffectiveWeights.Block, to column: Int, from other: Int, _ factor: Double) {
    for row in 0..<block.rows { tangent[block.index(row, column)] += factor * block[row, other] }
  }
}
