import Addition
import Lanes
import Transformer

/// Counts right next-token predictions of every answer digit, for many states of one model on the same problems.
struct TeacherForcedAccuracy {
  /// The model whose activations donors lend.
  let model: Model
  let test: ProblemSuite
  let threads: Int

  /// The model as it is or with interventions, and the digits of the answer that are read from it.
  struct Run: Sendable {
    let model: Model
    let donors: Donors?
    let digits: [Int]
  }

  /// The accuracy of every state: runs that together predict each digit of the answer once.
  func measure(_ states: [[Run]]) -> [AblationStudy.Accuracy] {
    let lanes = Pass<Lane>.capacity
    let blocks = (test.count + lanes - 1) / lanes
    let workers = max(1, min(threads, blocks))
    let store = WeightStore(model.program, parameters: model.weights)
    let shares = Parallel.map(workers: workers) { worker in
      let range = Parallel.share(of: blocks, worker: worker, workers: workers)
      let donor = Pass<Lane>(model.program)
      // State by state, so that few passes' buffers share the cache.
      return states.map { runs in
        var tally = Tally(model.architecture.format)
        let passes = runs.map { Pass<Lane>($0.model.program) }
        for block in range {
          let indices = (block * lanes)..<min((block + 1) * lanes, test.count)
          if let donors = runs.lazy.compactMap(\.donors).first {
            donor.load(count: indices.count) { donors.donor(of: indices.lowerBound + $0) }
            donor.forward(store, positions: 0..<model.program.positions, onlyAnswers: true)
          }
          var answers = tally.answers(to: Array(test[indices]))
          for (run, pass) in zip(runs, passes) {
            pass.load(answers.problems)
            let last = run.digits.map { model.architecture.format.query(answerDigit: $0) }.max() ?? 0
            pass.forward(
              store, positions: 0..<(last + 1), onlyAnswers: true, donor: run.donors == nil ? nil : donor)
            for digit in run.digits { tally.count(digit, of: pass, &answers) }
          }
          tally.finish(answers)
        }
        return tally
      }
    }
    return states.indices.map { index in
      shares.dropFirst().reduce(into: shares[0][index]) { $0.add($1[index]) }.accuracy
    }
  }
}

/// Counts by answer digit and by whether a carry enters it.
private struct Tally: Sendable {
  private let format: TokenFormat
  private var (problems, exact) = (0, 0)
  /// `[digit * 2 + carry]`.
  private var correct: [Int]
  private var total: [Int]

  init(_ format: TokenFormat) {
    self.format = format
    correct = [Int](repeating: 0, count: 2 * format.answerLength)
    total = correct
  }

  /// A block of problems and what is known of their answers.
  struct Answers {
    let problems: [Problem]
    let carries: [UInt16]
    let sums: [DecimalDigits]
    var isWrong: [Bool]
  }

  func answers(to problems: [Problem]) -> Answers {
    Answers(
      problems: problems, carries: problems.map { Carries($0).incoming }, sums: problems.map(\.sumDigits),
      isWrong: [Bool](repeating: false, count: problems.count))
  }

  /// Counts the predictions of one digit.
  mutating func count(_ digit: Int, of pass: Pass<Lane>, _ answers: inout Answers) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Pass<Lane>.capacity) { tokens in
      tokens.initialize(repeating: 0)
      guard let base = tokens.baseAddress else { return }
      let logits = pass.logits(at: format.query(answerDigit: digit))
      CrossEntropy.mostLikely(logits, vocabulary: format.vocabularySize, into: base)
      for lane in answers.problems.indices {
        let cell = 2 * digit + Int(answers.carries[lane] >> UInt16(digit) & 1)
        total[cell] += 1
        if tokens[lane] == answers.sums[lane][digit] { correct[cell] += 1 } else { answers.isWrong[lane] = true }
      }
    }
  }

  /// Counts the problems whose digits have all been counted.
  mutating func finish(_ answers: Answers) {
    problems += answers.problems.count
    exact += answers.isWrong.count { !$0 }
  }

  mutating func add(_ other: Tally) {
    problems += other.problems
    exact += other.exact
    for i in total.indices {
      correct[i] += other.correct[i]
      total[i] += other.total[i]
    }
  }

  var accuracy: AblationStudy.Accuracy {
    AblationStudy.Accuracy(
      digits: (0..<format.answerLength).map { digit in
        AblationStudy.Digit(
          place: digit, withoutCarry: Proportion(correct[2 * digit], of: total[2 * digit]),
          withCarry: Proportion(correct[2 * digit + 1], of: total[2 * digit + 1]))
      }, exact: Proportion(exact, of: problems))
  }
}
