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
    let (a, b, y, width) = (i.pointee.a, i.pointee.b, i.pointee.y, i.pointee.width)
    switch i.pointee.operation {
    case .embed(let table):
      Embedding.forward(
        tokens: tokens.input, vocabulary: vocabulary, table: values + table, width: width, into: y, positions: positions)
    case .position(let table):
      for p in positions {
        for f in 0..<width { y[p][f] = V(repeating: values[table + p * width + f]) }
      }
    case .copy:
      for p in positions {
        for f in 0..<width { y[p][f] = a[p][f] }
      }
    case .add:
      for p in positions {
        for f in 0..<width { y[p][f] = a[p][f] + b[p][f] }
      }
    case .norm(.layer, let weight, let bias, let epsilon):
      LayerNorm.forward(
        a, width: width, weight: values + weight, bias: bias.map { UnsafePointer(values + $0) }, epsilon: V.Scalar(epsilon),
        scale: i.pointee.scale, normalized: i.pointee.normalized, into: y, positions: positions)
    case .norm(.rms, let weight, _, let epsilon):
      RMSNorm.forward(
        a, width: width, weight: values + weight, epsilon: V.Scalar(epsilon), scale: i.pointee.scale,
        normalized: i.pointee.normalized, into: y, positions: positions)
    case .affine(let weight, let bias):
      for p in positions {
        for f in 0..<width {
          let scaled = values[weight + f] * a[p][f]
          y[p][f] = bias.map { V(repeating: values[$0 + f]).addingProduct(values[weight + f], a[p][f]) } ?? scaled
        }
      }
    case .linear(let matrix, let bias, let packed):
      Linear.apply(
        a, inputs: matrix.inputs, outputs: matrix.outputs, weights: weights.packed + packed,
        bias: bias.map { UnsafePointer(values + $0) }, into: y, positions: positions)
    case .attentionScores(_, _, let scale):
      CausalAttention.scores(a, b, width: width, scale: V.Scalar(scale), into: Triangle(y.base), queries: positions)
    case .attentionSoftmax:
      CausalAttention.softmax(Triangle(a.base), into: Triangle(y.base), queries: positions)
    case .attentionMix:
      CausalAttention.mix(Triangle(a.base), b, width: width, into: y, queries: positions)
    case .gelu(let isExact):
      GELU.forward(a, width: width, isExact: isExact, into: y, positions: positions)
    case .swiGLU:
      SwiGLU.forward(gate: a, up: b, width: width, into: y, positions: positions)
    case .rotate(_, let table, let pairing):
      Rotary.forward(a, width: width, pairing: pairing, table: values + table, into: y, positions: positions)
    case .edit(let index):
      apply(program.edits[index], positions)
    }
  }
}
