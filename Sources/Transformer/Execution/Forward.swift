import Lanes

extension Pass {
  /// Runs the program's steps over a range of positions.
  ///
  /// Positions before the range must have been run already, since keys and values are kept: a whole prompt and then one
  /// position after the other is decoding with a key/value cache.
  ///
  /// - Parameters:
  ///   - positions: the positions to compute.
  ///   - onlyAnswers: leave out what only the logits of prompt positions would need.
  ///   - firstStep: leave out the steps before, whose results still stand in memory; `Program.firstIntervenedStep` says how
  ///     many an intervened program shares with the plain one.
  @specialized(where V == Lane)
  @specialized(where V == ExactLane)
  public func forward(
    _ weights: WeightStore<V.Scalar>, positions: Range<Int>, onlyAnswers: Bool = false, from firstStep: Int = 0
  ) {
    check(
      positions.lowerBound >= 0 && positions.upperBound <= program.positions,
      "positions \(positions) are not within the \(program.positions) of the model")
    let answers = max(positions.lowerBound, min(program.firstAnswerPosition, positions.upperBound))..<positions.upperBound
    instructions.withUnsafeBufferPointer { instructions in
      guard let first = instructions.baseAddress else { return }
      for index in instructions.indices where instructions[index].step >= firstStep {
        let range = onlyAnswers && !instructions[index].feedsLaterPositions ? answers : positions
        run(first + index, weights, range)
      }
    }
  }

  /// A full teacher-forced pass over all positions.
  public func forward(_ weights: WeightStore<V.Scalar>) {
    forward(weights, positions: 0..<program.positions)
  }

  @inline(__always)
  private func run(
    _ i: UnsafePointer<Instruction<V>>, _ weights: WeightStore<V.Scalar>, _ positions: Range<Int>
  ) {
    let values = weights.values
    switch i.pointee.operation {
    case .embed(let table):
      Embedding.forward(
        tokens: tokens.input, vocabulary: vocabulary, table: values + table, width: i.pointee.width, into: i.pointee.y,
        positions: positions)
    case .position(let table):
      for p in positions {
        for f in 0..<i.pointee.width { i.pointee.y[p][f] = V(repeating: values[table + p * i.pointee.width + f]) }
      }
    case .copy:
      for p in positions {
        for f in 0..<i.pointee.width { i.pointee.y[p][f] = i.pointee.a[p][f] }
      }
    case .add:
      for p in positions {
        for f in 0..<i.pointee.width { i.pointee.y[p][f] = i.pointee.a[p][f] + i.pointee.b[p][f] }
      }
    case .norm(.layer, let weight, let bias, let epsilon):
      LayerNorm.forward(
        i.pointee.a, width: i.pointee.width, weight: values + weight, bias: bias.map { UnsafePointer(values + $0) },
        epsilon: V.Scalar(epsilon),
        scale: i.pointee.scale, normalized: i.pointee.normalized, into: i.pointee.y, positions: positions)
    case .norm(.rms, let weight, _, let epsilon):
      RMSNorm.forward(
        i.pointee.a, width: i.pointee.width, weight: values + weight, epsilon: V.Scalar(epsilon), scale: i.pointee.scale,
        normalized: i.pointee.normalized, into: i.pointee.y, positions: positions)
    case .affine(let weight, let bias):
      for p in positions {
        for f in 0..<i.pointee.width {
          let scaled = values[weight + f] * i.pointee.a[p][f]
          i.pointee.y[p][f] =
            bias.map { V(repeating: values[$0 + f]).addingProduct(values[weight + f], i.pointee.a[p][f]) } ?? scaled
        }
      }
    case .linear(let matrix, let bias, let packed):
      Linear.apply(
        i.pointee.a, inputs: matrix.inputs, outputs: matrix.outputs, weights: weights.packed + packed,
        bias: bias.map { UnsafePointer(values + $0) }, into: i.pointee.y, positions: positions)
    case .attentionScores(_, _, let scale):
      CausalAttention.scores(
        i.pointee.a, i.pointee.b, width: i.pointee.width, scale: V.Scalar(scale), into: Triangle(i.pointee.y.base),
        queries: positions)
    case .attentionSoftmax:
      CausalAttention.softmax(Triangle(i.pointee.a.base), into: Triangle(i.pointee.y.base), queries: positions)
    case .attentionMix:
      CausalAttention.mix(Triangle(i.pointee.a.base), i.pointee.b, width: i.pointee.width, into: i.pointee.y, queries: positions)
    case .gelu(let isExact):
      GELU.forward(i.pointee.a, width: i.pointee.width, isExact: isExact, into: i.pointee.y, positions: positions)
    case .swiGLU:
      SwiGLU.forward(gate: i.pointee.a, up: i.pointee.b, width: i.pointee.width, into: i.pointee.y, positions: positions)
    case .rotate(_, let table, let pairing):
      Rotary.forward(
        i.pointee.a, width: i.pointee.width, pairing: pairing, table: values + table, into: i.pointee.y, positions: positions)
    case .edit(let index):
      apply(program.edits[index], positions)
    }
  }
}
