import Addition
import Lanes
import Transformer

/// How the logits of answers change with the learned numbers: teacher-forced, in float64, at the eleven positions whose tokens make
/// up the answer, by one backward pass a logit. Of the tall matrix only its triangular factor is kept.
struct LogitJacobian {
  /// With every position's mean over tokens taken out, which a softmax does not see.
  let exact: RealMatrix
  /// With the position's logits themselves taken out too: what is left of a change but for a common factor.
  let scale: RealMatrix
  /// Whether the true token is the most likely one at all positions, problem by problem.
  let rightAnswers: Proportion

  /// - Throws: `AnalysisError.notFinite` for a diverged model, or `.numerical` if LAPACK gives up.
  init(_ model: Model, on problems: ProblemSuite, threads: Int, progress: StudyProgress) throws(AnalysisError) {
    let (program, learned) = (model.program, model.program.parameters.learnableCount)
    let store = WeightStore(program, parameters: model.weights.map(Double.init))
    var (exact, scale) = (TriangularFactor(columns: learned), TriangularFactor(columns: learned))
    var right = 0
    // A few problems at a time: their rows are all that is held.
    let batch = 8
    for start in stride(from: 0, to: problems.count, by: batch) {
      let count = min(batch, problems.count - start)
      let parts = Parallel.map(items: count, workers: threads) {
        Pass<ExactLane>(program, gradients: .weights)
      } _: { pass, item in
        Self.rows(pass, store, problems[start + item])
      }
      for part in parts {
        try exact.append(part.exact)
        try scale.append(part.scale)
        right += part.isRight ? 1 : 0
      }
      progress(start + count, problems.count)
    }
    self.exact = try exact.finished()
    self.scale = try scale.finished()
    rightAnswers = Proportion(right, of: problems.count)
  }

  /// The rows of one problem, position by position, token by token.
  private static func rows(
    _ pass: Pass<ExactLane>, _ store: WeightStore<Double>, _ problem: Problem
  ) -> (exact: [Double], scale: [Double], isRight: Bool) {
    let (program, learned) = (pass.program, pass.program.parameters.learnableCount)
    let (vocabulary, length) = (program.architecture.format.vocabularySize, program.architecture.format.answerLength)
    pass.load([problem])
    pass.forward(store)
    var (exact, scale): ([Double], [Double]) = ([], [])
    var isRight = true
    var gradient = [Double](repeating: 0, count: program.valueCount)
    for position in program.firstAnswerPosition..<(program.firstAnswerPosition + length) {
      isRight = isRight && pass.mostLikelyToken(at: position)[0] == pass.targets(at: position)[0]
      var rows: [[Double]] = (0..<vocabulary).map { token in
        gradient.withUnsafeMutableBufferPointer { buffer in
          buffer.update(repeating: 0)
          guard let first = buffer.baseAddress else { return }
          pass.backward(store, gradient: first) { at, logits in
            if at == position { logits[token][0] = 1 }
          }
          store.pullBack(first)
        }
        return Array(gradient.prefix(learned))
      }
      center(&rows)
      exact += rows.flatMap { $0 }
      var logits = (0..<vocabulary).map { [pass.logits(at: position)[$0][0]] }
      center(&logits)
      remove(logits.map { $0[0] }, from: &rows)
      scale += rows.flatMap { $0 }
    }
    return (exact, scale, isRight)
  }

  private static func center(_ rows: inout [[Double]]) {
    for column in rows[0].indices {
      let mean = rows.reduce(0) { $0 + $1[column] } / Double(rows.count)
      for row in rows.indices { rows[row][column] -= mean }
    }
  }

  private static func remove(_ direction: [Double], from rows: inout [[Double]]) {
    guard let unit = direction.unit else { return }
    for column in rows[0].indices {
      let overlap = rows.indices.reduce(0) { $0 + unit[$1] * rows[$1][column] }
      for row in rows.indices { rows[row][column] -= overlap * unit[row] }
    }
  }
}
