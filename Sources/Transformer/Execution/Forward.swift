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
  ///   - donor: the pass that `donor` interventions read, run before over the same positions.
  @specialized(where V == Lane)
  @specialized(where V == ExactLane)
  public func forward(
    _ weights: WeightStore<V.Scalar>, positions: Range<Int>, onlyAnswers: Bool = false, donor: Pass<V>? = nil
  ) {
    let answers = max(positions.lowerBound, min(program.firstAnswerPosition, positions.upperBound))..<positions.upperBound
    for scheduled in program.steps {
      let range = onlyAnswers && !scheduled.feedsLaterPositions ? answers : positions
      run(scheduled.step, weights, range, donor)
    }
  }

  /// A full teacher-forced pass over all positions.
  public func forward(_ weights: WeightStore<V.Scalar>) {
    forward(weights, positions: 0..<program.positions)
  }

  @inline(__always)
  func run(_ step: Step, _ weights: WeightStore<V.Scalar>, _ positions: Range<Int>, _ donor: Pass<V>?) {
    let (a, values) = (activations, weights.values)
    switch step {
    case .embed(let table, let y):
      Embedding.forward(
        tokens: labels, vocabulary: vocabulary, table: values + table, width: y.width, into: a.rows(y), positions: positions)
    case .position(let table, let y):
      let rows = a.rows(y)
      for p in positions {
        for i in 0..<y.width { rows[p][i] = V(repeating: values[table + p * y.width + i]) }
      }
    case .copy(let x, let y):
      let (from, to) = (a.rows(x), a.rows(y))
      for p in positions {
        for i in 0..<y.width { to[p][i] = from[p][i] }
      }
    case .add(let x1, let x2, let y):
      let (first, second, to) = (a.rows(x1), a.rows(x2), a.rows(y))
      for p in positions {
        for i in 0..<y.width { to[p][i] = first[p][i] + second[p][i] }
      }
    case .layerNorm(let x, let weight, let bias, let epsilon, let scale, let y):
      LayerNorm.forward(
        a.rows(x), width: x.width, weight: values + weight, bias: values + bias, epsilon: V.Scalar(epsilon),
        scale: a.rows(scale), into: a.rows(y), positions: positions)
    case .rmsNorm(let x, let weight, let epsilon, let scale, let y):
      RMSNorm.forward(
        a.rows(x), width: x.width, weight: values + weight, epsilon: V.Scalar(epsilon), scale: a.rows(scale),
        into: a.rows(y), positions: positions)
    case .linear(let x, let matrix, let bias, let packed, let y):
      Linear.apply(
        a.rows(x), inputs: matrix.inputs, outputs: matrix.outputs, weights: weights.packed + packed,
        bias: bias.map { UnsafePointer(values + $0) }, into: a.rows(y), positions: positions)
    case .attentionScores(let q, let k, let heads, let scale, let scores):
      let width = q.width / heads
      for h in 0..<heads {
        CausalAttention.scores(
          a.rows(q, head: h, width: width), a.rows(k, head: h, width: width), width: width, scale: V.Scalar(scale),
          into: a.triangle(scores, head: h), queries: positions)
      }
    case .attentionSoftmax(let scores, let heads, let pattern):
      for h in 0..<heads {
        CausalAttention.softmax(a.triangle(scores, head: h), into: a.triangle(pattern, head: h), queries: positions)
      }
    case .attentionMix(let pattern, let v, let heads, let z):
      let width = v.width / heads
      for h in 0..<heads {
        CausalAttention.mix(
          a.triangle(pattern, head: h), a.rows(v, head: h, width: width), width: width,
          into: a.rows(z, head: h, width: width), queries: positions)
      }
    case .gelu(let x, let isExact, let y):
      GELU.forward(a.rows(x), width: y.width, isExact: isExact, into: a.rows(y), positions: positions)
    case .swiGLU(let gate, let up, let y):
      SwiGLU.forward(gate: a.rows(gate), up: a.rows(up), width: y.width, into: a.rows(y), positions: positions)
    case .rotate(let x, let heads, let table, let pairing, let y):
      let width = x.width / heads
      for h in 0..<heads {
        Rotary.forward(
          a.rows(x, head: h, width: width), width: width, pairing: pairing, table: values + table,
          into: a.rows(y, head: h, width: width), positions: positions)
      }
    case .edit(let edit):
      apply(edit, positions, donor)
    }
  }

  /// Interventions touch few values: this path is simple rather than fast.
  @inline(never)
  private func apply(_ edit: Edit, _ positions: Range<Int>, _ donor: Pass<V>?) {
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
