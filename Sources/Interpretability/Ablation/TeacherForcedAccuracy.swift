import Addition
import Lanes
import Transformer

/// Counts right next-token predictions of every answer digit, for many states of one model on the same problems.
struct TeacherForcedAccuracy {
  let test: ProblemSuite
  let threads: Int

  /// A model as it is or with interventions, and where its donors come from.
  typealias State = (model: Model, donors: Donors?)

  /// The accuracy of every state. All have the same weights and format.
  func measure(_ states: [State]) -> [AblationStudy.Accuracy] {
    guard let base = states.first?.model else { return [] }
    let lanes = Pass<Lane>.capacity
    let blocks = (test.count + lanes - 1) / lanes
    let workers = max(1, min(threads, blocks))
    let store = WeightStore(base.program, parameters: base.weights)
    let shares = Parallel.map(workers: workers) { worker in
      let range = Parallel.share(of: blocks, worker: worker, workers: workers)
      let donor = Pass<Lane>(base.program)
      // State by state, so that one pass's buffers stay in the cache.
      return states.map { state in
        var tally = Tally(base.architecture.format)
        let pass = Pass<Lane>(state.model.program)
        let positions = 0..<base.program.positions
        for block in range {
          let indices = (block * lanes)..<min((block + 1) * lanes, test.count)
          if let donors = state.donors {
            donor.load(count: indices.count) { donors.donor(of: indices.lowerBound + $0) }
            donor.forward(store, positions: positions, onlyAnswers: true)
          }
          let problems = Array(test[indices])
          pass.load(problems)
          pass.forward(store, positions: positions, onlyAnswers: true, donor: state.donors == nil ? nil : donor)
          tally.count(pass, problems)
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

  mutating func count(_ pass: Pass<Lane>, _ problems: [Problem]) {
    let carries = problems.map { Carries($0).incoming }
    let sums = problems.map(\.sumDigits)
    var wrong = [Bool](repeating: false, count: problems.count)
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Pass<Lane>.capacity) { tokens in
      tokens.initialize(repeating: 0)
      guard let base = tokens.baseAddress else { return }
      for digit in 0..<format.answerLength {
        let logits = pass.logits(at: format.query(answerDigit: digit))
        CrossEntropy.mostLikely(logits, vocabulary: format.vocabularySize, into: base)
        for lane in problems.indices {
          let cell = 2 * digit + Int(carries[lane] >> UInt16(digit) & 1)
          total[cell] += 1
          if tokens[lane] == sums[lane][digit] { correct[cell] += 1 } else { wrong[lane] = true }
        }
      }
    }
    self.problems += problems.count
    exact += wrong.count { !$0 }
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
