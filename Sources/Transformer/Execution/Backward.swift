import Lanes

extension Pass {
  /// Cross-entropy on the answer's tokens and its gradient with respect to every activation and weight.
  ///
  /// Call after `forward` over all positions (with or without `onlyAnswers`). A program with interventions has no backward
  /// pass: edits are passed over.
  ///
  /// - Parameters:
  ///   - weight: the share of each token's loss in the total: 1 / (batch * target count) for the mean.
  ///   - gradient: is added to; one entry per parameter and derived value. `WeightStore.pullBack` completes it.
  /// - Returns: the sum of the losses over the block's tokens, in nats, not weighted.
  /// - Precondition: the pass was made with gradients.
  @specialized(where V == Lane)
  @specialized(where V == ExactLane)
  @discardableResult
  public func backward(
    _ weights: WeightStore<V.Scalar>, weight: V.Scalar, gradient: UnsafeMutablePointer<V.Scalar>
  ) -> V.Scalar {
    guard let gradients else { preconditionFailure("backward needs a pass made with gradients") }
    gradients.clear(program)
    let answers = program.firstAnswerPosition..<program.positions
    let loss = CrossEntropy.lossAndGradient(
      activations.rows(program.logits), vocabulary: program.logits.width, targets: tokens.targets, lanes: count, weight: weight,
      into: gradients.rows(program.logits), positions: answers)
    for scheduled in program.steps.reversed() {
      reverse(
        scheduled.step, weights, gradients, gradient,
        scheduled.feedsLaterPositions ? 0..<program.positions : answers)
    }
    return loss
  }

  @inline(__always)
  private func reverse(
    _ step: Step, _ weights: WeightStore<V.Scalar>, _ g: Workspace<V>, _ gradient: UnsafeMutablePointer<V.Scalar>,
    _ positions: Range<Int>
  ) {
    let (a, values) = (activations, weights.values)
    switch step {
    case .embed(let table, let y):
      Embedding.backward(
        tokens: tokens.input, vocabulary: vocabulary, g.rows(y), width: y.width, tableGradient: gradient + table,
        positions: positions)
    case .position(let table, let y):
      let rows = g.rows(y)
      for p in positions {
        for i in 0..<y.width { gradient[table + p * y.width + i] += rows[p][i].laneSum }
      }
    case .copy(let x, let y):
      add(g.rows(y), to: g.rows(x), width: y.width, positions)
    case .add(let x1, let x2, let y):
      add(g.rows(y), to: g.rows(x1), width: y.width, positions)
      add(g.rows(y), to: g.rows(x2), width: y.width, positions)
    case .layerNorm(let x, let weight, let bias, _, let scale, let y):
      LayerNorm.backward(
        a.rows(x), width: x.width, weight: values + weight, scale: a.rows(scale), g.rows(y), into: g.rows(x),
        weightGradient: gradient + weight, biasGradient: gradient + bias, positions: positions)
    case .rmsNorm(let x, let weight, _, let scale, let y):
      RMSNorm.backward(
        a.rows(x), width: x.width, weight: values + weight, scale: a.rows(scale), g.rows(y), into: g.rows(x),
        weightGradient: gradient + weight, positions: positions)
    case .linear(let x, let matrix, let bias, let packed, let y):
      Linear.addWeightGradient(
        a.rows(x), g.rows(y), of: matrix, to: gradient, bias: bias.map { gradient + $0 }, positions: positions)
      Linear.apply(
        g.rows(y), inputs: matrix.outputs, outputs: matrix.inputs,
        weights: weights.packed + packed + matrix.inputs * matrix.outputs, bias: nil, into: g.rows(x), adds: true,
        positions: positions)
    case .attentionScores(let q, let k, let heads, let scale, let scores):
      let width = q.width / heads
      for h in 0..<heads {
        CausalAttention.scoresBackward(
          a.rows(q, head: h, width: width), a.rows(k, head: h, width: width), width: width, scale: V.Scalar(scale),
          g.triangle(scores, head: h), dq: g.rows(q, head: h, width: width), dk: g.rows(k, head: h, width: width),
          queries: positions)
      }
    case .attentionSoftmax(let scores, let heads, let pattern):
      for h in 0..<heads {
        CausalAttention.softmaxBackward(
          a.triangle(pattern, head: h), g.triangle(pattern, head: h), into: g.triangle(scores, head: h),
          queries: positions)
      }
    case .attentionMix(let pattern, let v, let heads, let z):
      let width = v.width / heads
      for h in 0..<heads {
        CausalAttention.mixBackward(
          a.triangle(pattern, head: h), a.rows(v, head: h, width: width), width: width,
          g.rows(z, head: h, width: width), dp: g.triangle(pattern, head: h), dv: g.rows(v, head: h, width: width),
          queries: positions)
      }
    case .gelu(let x, let isExact, let y):
      let (from, dy, dx) = (a.rows(x), g.rows(y), g.rows(x))
      for p in positions {
        for i in 0..<y.width {
          let slope = isExact ? GELU.exactDerivative(from[p][i]) : GELU.tanhApproximationDerivative(from[p][i])
          dx[p][i] = dx[p][i].addingProduct(slope, dy[p][i])
        }
      }
    case .swiGLU(let gate, let up, let y):
      SwiGLU.backward(
        gate: a.rows(gate), up: a.rows(up), width: y.width, g.rows(y), dgate: g.rows(gate), dup: g.rows(up),
        positions: positions)
    case .rotate(let x, let heads, let table, let pairing, let y):
      let width = x.width / heads
      for h in 0..<heads {
        Rotary.backward(
          g.rows(y, head: h, width: width), width: width, pairing: pairing, table: values + table,
          into: g.rows(x, head: h, width: width), positions: positions)
      }
    case .edit: break
    }
  }

  @inline(__always)
  private func add(_ x: Rows<V>, to y: Rows<V>, width: Int, _ positions: Range<Int>) {
    for p in positions {
      for i in 0..<width { y[p][i] += x[p][i] }
    }
  }
}
