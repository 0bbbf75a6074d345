import Lanes

/// A step of a backward pass with its windows looked up: what it computed, and where the gradients are.
struct ReverseInstruction<V: LaneVector> {
  let forward: Instruction<V>
  /// The gradients of what is read first and second, and of the result.
  let ga, gb, gy: Rows<V>
  /// For the first and the second, the position from which on the gradient holds something to be added to.
  let addsFrom, secondAddsFrom: Int
}

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
    let gradients = beginBackward()
    let answers = program.firstAnswerPosition..<program.positions
    let loss = CrossEntropy.lossAndGradient(
      activations.rows(program.logits), vocabulary: program.logits.width, targets: tokens.answer, lanes: count, weight: weight,
      into: gradients.rows(program.logits), positions: answers)
    finishBackward(weights, gradient: gradient)
    return loss
  }

  /// Brings a gradient of the logits, set by the caller, back to every activation and weight.
  ///
  /// - Parameters:
  ///   - logitGradient: sets the gradient of a position's logits, one vector a token; asked once for every position that predicts
  ///     a token of the answer.
  ///   - gradient: as for `backward` with the cross-entropy.
  /// - Precondition: the pass was made with gradients.
  @specialized(where V == Lane)
  @specialized(where V == ExactLane)
  public func backward(
    _ weights: WeightStore<V.Scalar>, gradient: UnsafeMutablePointer<V.Scalar>,
    from logitGradient: (_ position: Int, UnsafeMutableBufferPointer<V>) -> Void
  ) {
    let gradients = beginBackward()
    for position in program.firstAnswerPosition..<program.positions {
      let logits = UnsafeMutableBufferPointer(start: gradients.rows(program.logits)[position], count: program.logits.width)
      logits.update(repeating: .zero)
      logitGradient(position, logits)
    }
    finishBackward(weights, gradient: gradient)
  }

  @inline(__always)
  private func beginBackward() -> Workspace<V> {
    guard let gradients, let plan = gradientPlan else { trap("a backward pass needs a pass made with gradients") }
    for buffer in plan.cleared { gradients.clear(buffer, of: program) }
    return gradients
  }

  @inline(__always)
  private func finishBackward(_ weights: WeightStore<V.Scalar>, gradient: UnsafeMutablePointer<V.Scalar>) {
    let answers = program.firstAnswerPosition..<program.positions
    reverseInstructions.withUnsafeBufferPointer { instructions in
      guard let first = instructions.baseAddress else { return }
      for index in instructions.indices {
        let all = instructions[index].forward.feedsLaterPositions
        reverse(first + index, weights, gradient, all ? 0..<program.positions : answers)
      }
    }
    if keepsGradientsOfActivations { keepGradientsOfNormalized(weights) }
  }

  @inline(__always)
  private func reverse(
    _ i: UnsafePointer<ReverseInstruction<V>>, _ weights: WeightStore<V.Scalar>, _ gradient: UnsafeMutablePointer<V.Scalar>,
    _ positions: Range<Int>
  ) {
    let values = weights.values
    let (a, b, y, width) = (i.pointee.forward.a, i.pointee.forward.b, i.pointee.forward.y, i.pointee.forward.width)
    let (ga, gb, gy) = (i.pointee.ga, i.pointee.gb, i.pointee.gy)
    let (from, secondFrom) = (i.pointee.addsFrom, i.pointee.secondAddsFrom)
    switch i.pointee.forward.operation {
    case .embed(let table):
      Embedding.backward(
        tokens: tokens.input, vocabulary: vocabulary, gy, width: width, tableGradient: gradient + table, positions: positions)
    case .position(let table):
      for p in positions {
        for f in 0..<width { gradient[table + p * width + f] += gy[p][f].laneSum }
      }
    case .copy: hand(gy, to: ga, addsFrom: from, width: width, positions)
    case .add:
      hand(gy, to: ga, addsFrom: from, width: width, positions)
      hand(gy, to: gb, addsFrom: secondFrom, width: width, positions)
    case .norm(.layer, let weight, let bias, _):
      LayerNorm.backward(
        a, width: width, weight: values + weight, scale: i.pointee.forward.scale, gy, into: ga, addsFrom: from,
        weightGradient: gradient + weight, biasGradient: bias.map { gradient + $0 }, positions: positions)
    case .norm(.rms, let weight, _, _):
      RMSNorm.backward(
        a, width: width, weight: values + weight, scale: i.pointee.forward.scale, gy, into: ga, addsFrom: from,
        weightGradient: gradient + weight, positions: positions)
    case .linear(let matrix, let bias, let packed):
      Linear.addWeightGradient(a, gy, of: matrix, to: gradient, bias: bias.map { gradient + $0 }, positions: positions)
      let middle = min(max(from, positions.lowerBound), positions.upperBound)
      for part in 0..<2 {
        let adds = part == 1
        let range = adds ? middle..<positions.upperBound : positions.lowerBound..<middle
        Linear.apply(
          gy, inputs: matrix.outputs, outputs: matrix.inputs,
          weights: weights.packed + packed + matrix.inputs * matrix.outputs, bias: nil, into: ga, adds: adds, positions: range)
      }
    case .attentionScores(_, _, let scale):
      CausalAttention.scoresBackward(
        a, b, width: width, scale: V.Scalar(scale), Triangle(gy.base), dq: ga, dqAddsFrom: from, dk: gb, dkAddsFrom: secondFrom,
        queries: positions)
    case .attentionSoftmax:
      CausalAttention.softmaxBackward(
        Triangle(y.base), Triangle(gy.base), into: Triangle(ga.base), addsFrom: from, queries: positions)
    case .attentionMix:
      CausalAttention.mixBackward(
        Triangle(a.base), b, width: width, gy, dp: Triangle(ga.base), dpAddsFrom: from, dv: gb, dvAddsFrom: secondFrom,
        queries: positions)
    case .gelu(let isExact):
      GELU.backward(a, width: width, isExact: isExact, gy, into: ga, addsFrom: from, positions: positions)
    case .swiGLU:
      SwiGLU.backward(
        gate: a, up: b, width: width, gy, dgate: ga, dgateAddsFrom: from, dup: gb, dupAddsFrom: secondFrom, positions: positions)
    case .rotate(_, let table, let pairing):
      Rotary.backward(gy, width: width, pairing: pairing, table: values + table, into: ga, addsFrom: from, positions: positions)
    case .affine, .edit: break
    }
  }

  @inline(__always)
  private func hand(_ x: Rows<V>, to y: Rows<V>, addsFrom: Int, width: Int, _ positions: Range<Int>) {
    for p in positions {
      for f in 0..<width { y[p][f] = p >= addsFrom ? y[p][f] + x[p][f] : x[p][f] }
    }
  }

  /// A norm's backward pass goes from its result to its input at once; the gradient in between is that of the result, weighted.
  private func keepGradientsOfNormalized(_ weights: WeightStore<V.Scalar>) {
    guard let gradients else { return }
    for scheduled in program.steps {
      guard case .norm(_, let weight, _, _) = scheduled.step.operation else { continue }
      let (gy, gn) = (gradients.rows(scheduled.step.writes[0]), gradients.rows(scheduled.step.writes[2]))
      for p in 0..<program.positions {
        let isReached = scheduled.feedsLaterPositions || p >= program.firstAnswerPosition
        for f in 0..<scheduled.step.writes[0].width { gn[p][f] = isReached ? weights.values[weight + f] * gy[p][f] : .zero }
      }
    }
  }
}
