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
          var right = Lane(repeating: 0)
          for (run, pass) in zip(runs, passes) {
            pass.load(count: indices.count) { test[indices.lowerBound + $0] }
            let last = run.digits.map { model.architecture.format.query(answerDigit: $0) }.max() ?? 0
            pass.forward(
              store, positions: 0..<(last + 1), onlyAnswers: true, donor: run.donors == nil ? nil : donor)
            for digit in run.digits { right += tally.count(digit, of: pass) }
          }
          tally.finish(digitsRight: right, problems: indices.count)
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

  /// Counts the predictions of one digit, and returns where they are right.
  mutating func count(_ digit: Int, of pass: Pass<Lane>) -> Lane {
    let hits = pass.hits(at: format.query(answerDigit: digit))
    let carries = pass.carries(into: digit)
    let (withCarry, rightWithCarry) = (Int(carries.laneSum), Int((hits * carries).laneSum))
    total[2 * digit] += pass.count - withCarry
    total[2 * digit + 1] += withCarry
    correct[2 * digit] += Int(hits.laneSum) - rightWithCarry
    correct[2 * digit + 1] += rightWithCarry
    return hits
  }

  /// Counts a block's problems, once all their digits have been counted.
  mutating func finish(digitsRight: Lane, problems count: Int) {
    problems += count
    for lane in 0..<count where Int(digitsRight[lane]) == format.answerLength { exact += 1 }
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
