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
  ///   - donor: the pass that `donor` interventions read, run before over the same positions.
  @specialized(where V == Lane)
  @specialized(where V == ExactLane)
  public func forward(
    _ weights: WeightStore<V.Scalar>, positions: Range<Int>, onlyAnswers: Bool = false, from firstStep: Int = 0,
    donor: Pass<V>? = nil
  ) {
    let answers = max(positions.lowerBound, min(program.firstAnswerPosition, positions.upperBound))..<positions.upperBound
    instructions.withUnsafeBufferPointer { instructions in
      for scheduled in instructions where scheduled.step >= firstStep {
        let range = onlyAnswers && !scheduled.feedsLaterPositions ? answers : positions
        run(scheduled.instruction, weights, range, donor)
      }
    }
  }

  /// A full teacher-forced pass over all positions.
  public func forward(_ weights: WeightStore<V.Scalar>) {
    forward(weights, positions: 0..<program.positions)
  }

  @inline(__always)
  func run(
    _ instruction: Instruction<V>, _ weights: WeightStore<V.Scalar>, _ positions: Range<Int>, _ donor: Pass<V>?
  ) {
    let values = weights.values
    switch instruction {
    case .embed(let table, let width, let y):
      Embedding.forward(
        tokens: tokens.input, vocabulary: vocabulary, table: values + table, width: width, into: y, positions: positions)
    case .position(let table, let width, let y):
      for p in positions {
        for i in 0..<width { y[p][i] = V(repeating: values[table + p * width + i]) }
      }
    case .copy(let x, let width, let y):
      for p in positions {
        for i in 0..<width { y[p][i] = x[p][i] }
      }
    case .add(let x1, let x2, let width, let y):
      for p in positions {
        for i in 0..<width { y[p][i] = x1[p][i] + x2[p][i] }
      }
    case .layerNorm(let x, let width, let weight, let bias, let epsilon, let scale, let y):
      LayerNorm.forward(
        x, width: width, weight: values + weight, bias: values + bias, epsilon: epsilon, scale: scale, into: y,
        positions: positions)
    case .rmsNorm(let x, let width, let weight, let epsilon, let scale, let y):
      RMSNorm.forward(x, width: width, weight: values + weight, epsilon: epsilon, scale: scale, into: y, positions: positions)
    case .linear(let x, let inputs, let outputs, let packed, let bias, let y):
      Linear.apply(
        x, inputs: inputs, outputs: outputs, weights: weights.packed + packed,
        bias: bias < 0 ? nil : UnsafePointer(values + bias), into: y, positions: positions)
    case .attentionScores(let q, let k, let width, let scale, let scores):
      CausalAttention.scores(q, k, width: width, scale: scale, into: scores, queries: positions)
    case .attentionSoftmax(let scores, let pattern):
      CausalAttention.softmax(scores, into: pattern, queries: positions)
    case .attentionMix(let pattern, let v, let width, let z):
      CausalAttention.mix(pattern, v, width: width, into: z, queries: positions)
    case .gelu(let x, let width, let isExact, let y):
      GELU.forward(x, width: width, isExact: isExact, into: y, positions: positions)
    case .swiGLU(let gate, let up, let width, let y):
      SwiGLU.forward(gate: gate, up: up, width: width, into: y, positions: positions)
    case .rotate(let x, let width, let table, let pairing, let y):
      Rotary.forward(x, width: width, pairing: pairing, table: values + table, into: y, positions: positions)
    case .edit(let step):
      apply(editAt: step, positions, donor)
    }
  }

  /// Interventions touch few values: this path is simple rather than fast.
  @inline(never)
  private func apply(editAt step: Int, _ positions: Range<Int>, _ donor: Pass<V>?) {
    guard case .edit(let edit) = program.steps[step].step else { return }
    if edit.heads.isEmpty {
      let slot = Slot(buffer: edit.buffer, first: 0, width: 0)
      let (rows, given) = (activations.rows(slot), donor?.activations.rows(slot))
      for (n, p) in edit.positions.enumerated() where positions.contains(p) {
        for (m, i) in edit.elements.enumerated() {
          rows[p][i] = edited(
            edit, rows[p][i], at: n * edit.elements.count + m, given: given?[p][i])
        }
      }
    } else {
      for (l, h) in edit.heads.enumerated() {
        let (t, given) = (
          activations.triangle(edit.buffer, head: h), donor?.activations.triangle(edit.buffer, head: h)
        )
        for (n, query) in edit.positions.enumerated() where positions.contains(query) {
          for (m, key) in edit.elements.enumerated() where key <= query {
            let place = (l * edit.positions.count + n) * edit.elements.count + m
            t[query][key] = edited(edit, t[query][key], at: place, given: given?[query][key])
          }
        }
      }
    }
  }

  /// Without a donor, a value to be resampled stays as it is.
  private func edited(_ edit: Edit, _ value: V, at place: Int, given: V?) -> V {
    switch edit.operation {
    case .zero: .zero
    case .values(let values): V(repeating: V.Scalar(values[place]))
    case .scale(let factor): V.Scalar(factor) * value
    case .donor: given ?? value
    }
  }
}
