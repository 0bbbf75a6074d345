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
    guard let gradients, let plan = gradientPlan else { preconditionFailure("backward needs a pass made with gradients") }
    for buffer in plan.cleared { gradients.clear(buffer, of: program) }
    let answers = program.firstAnswerPosition..<program.positions
    let loss = CrossEntropy.lossAndGradient(
      activations.rows(program.logits), vocabulary: program.logits.width, targets: tokens.answer, lanes: count, weight: weight,
      into: gradients.rows(program.logits), positions: answers)
    plan.steps.withUnsafeBufferPointer { steps in
      for step in steps {
        reverse(step, weights, gradients, gradient, step.feedsLaterPositions ? 0..<program.positions : answers)
      }
    }
    return loss
  }

  @inline(__always)
  func reverse(
    _ reversed: ReverseStep, _ weights: WeightStore<V.Scalar>, _ g: Workspace<V>, _ gradient: UnsafeMutablePointer<V.Scalar>,
    _ positions: Range<Int>
  ) {
    let (a, values) = (activations, weights.values)
    let (from, secondFrom) = (reversed.addsFrom, reversed.secondAddsFrom)
    switch reversed.step {
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
      hand(g.rows(y), to: g.rows(x), addsFrom: from, width: y.width, positions)
    case .add(let x1, let x2, let y):
      hand(g.rows(y), to: g.rows(x1), addsFrom: from, width: y.width, positions)
      hand(g.rows(y), to: g.rows(x2), addsFrom: secondFrom, width: y.width, positions)
    case .layerNorm(let x, let weight, let bias, _, let scale, let y):
      LayerNorm.backward(
        a.rows(x), width: x.width, weight: values + weight, scale: a.rows(scale), g.rows(y), into: g.rows(x), addsFrom: from,
        weightGradient: gradient + weight, biasGradient: gradient + bias, positions: positions)
    case .rmsNorm(let x, let weight, _, let scale, let y):
      RMSNorm.backward(
        a.rows(x), width: x.width, weight: values + weight, scale: a.rows(scale), g.rows(y), into: g.rows(x), addsFrom: from,
        weightGradient: gradient + weight, positions: positions)
    case .linear(let x, let matrix, let bias, let packed, let y):
      Linear.addWeightGradient(
        a.rows(x), g.rows(y), of: matrix, to: gradient, bias: bias.map { gradient + $0 }, positions: positions)
      let middle = min(max(from, positions.lowerBound), positions.upperBound)
      for part in 0..<2 {
        let adds = part == 1
        let range = adds ? middle..<positions.upperBound : positions.lowerBound..<middle
        Linear.apply(
          g.rows(y), inputs: matrix.outputs, outputs: matrix.inputs,
          weights: weights.packed + packed + matrix.inputs * matrix.outputs, bias: nil, into: g.rows(x), adds: adds,
          positions: range)
      }
    case .attentionScores(let q, let k, let heads, let scale, let scores):
      let width = q.width / heads
      for h in 0..<heads {
        CausalAttention.scoresBackward(
          a.rows(q, head: h, width: width), a.rows(k, head: h, width: width), width: width, scale: V.Scalar(scale),
          g.triangle(scores, head: h), dq: g.rows(q, head: h, width: width), dqAddsFrom: from,
          dk: g.rows(k, head: h, width: width), dkAddsFrom: secondFrom, queries: positions)
      }
    case .attentionSoftmax(let scores, let heads, let pattern):
      for h in 0..<heads {
        CausalAttention.softmaxBackward(
          a.triangle(pattern, head: h), g.triangle(pattern, head: h), into: g.triangle(scores, head: h), addsFrom: from,
          queries: positions)
      }
    case .attentionMix(let pattern, let v, let heads, let z):
      let width = v.width / heads
      for h in 0..<heads {
        CausalAttention.mixBackward(
          a.triangle(pattern, head: h), a.rows(v, head: h, width: width), width: width,
          g.rows(z, head: h, width: width), dp: g.triangle(pattern, head: h), dpAddsFrom: from,
          dv: g.rows(v, head: h, width: width), dvAddsFrom: secondFrom, queries: positions)
      }
    case .gelu(let x, let isExact, let y):
      GELU.backward(
        a.rows(x), width: y.width, isExact: isExact, g.rows(y), into: g.rows(x), addsFrom: from, positions: positions)
    case .swiGLU(let gate, let up, let y):
      SwiGLU.backward(
        gate: a.rows(gate), up: a.rows(up), width: y.width, g.rows(y), dgate: g.rows(gate), dgateAddsFrom: from,
        dup: g.rows(up), dupAddsFrom: secondFrom, positions: positions)
    case .rotate(let x, let heads, let table, let pairing, let y):
      let width = x.width / heads
      for h in 0..<heads {
        Rotary.backward(
          g.rows(y, head: h, width: width), width: width, pairing: pairing, table: values + table,
          into: g.rows(x, head: h, width: width), addsFrom: from, positions: positions)
      }
    case .edit: break
    }
  }

  @inline(__always)
  private func hand(_ x: Rows<V>, to y: Rows<V>, addsFrom: Int, width: Int, _ positions: Range<Int>) {
    for p in positions {
      for i in 0..<width { y[p][i] = p >= addsFrom ? y[p][i] + x[p][i] : x[p][i] }
    }
  }
}
