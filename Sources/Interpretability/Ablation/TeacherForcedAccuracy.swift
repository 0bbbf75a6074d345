import Addition
import Lanes
import Transformer

/// Counts right next-token predictions of every answer digit, for many states of one model on the same problems.
struct TeacherForcedAccuracy {
  /// The model as it is.
  let model: Model
  let test: ProblemSuite
  /// Whose activations `donor` interventions read.
  let donors: Donors?
  let threads: Int

  /// The model's program, as it is or with interventions, and the digits of the answer that are read from it.
  struct Run: Sendable {
    let program: Program
    let digits: [Int]
  }

  /// The accuracy of every state: runs that together predict each digit of the answer once.
  func measure(_ states: [[Run]]) -> [AblationStudy.Accuracy] {
    let everywhere = 0..<model.program.positions
    let initial = states.map { _ in Tally(model.architecture.format) }
    let parts = model.forEachBlock(of: test, threads: threads, isLean: true, initial: initial) { plain in
      let donor = donors.map { _ in Pass<Lane>(model.program) }
      let runs = Self.intervened(states, sharing: plain)
      for run in runs { run.pass.donor = donor }
      return (donor: donor, runs: runs)
    } _: { plain, weights, tools, indices, tallies in
      if let donors, let donor = tools.donor {
        donor.load(count: indices.count) { donors.donor(of: indices.lowerBound + $0) }
        donor.forward(weights, positions: everywhere, onlyAnswers: true)
      }
      plain.forward(weights, positions: everywhere, onlyAnswers: true)
      var digitsRight = [Lane](repeating: Lane(), count: states.count)
      for run in tools.runs {
        run.pass.forward(weights, positions: 0..<run.positions, onlyAnswers: true, from: run.firstStep)
        for digit in run.digits { digitsRight[run.state] += tallies[run.state].count(digit, of: run.pass) }
      }
      for state in states.indices { tallies[state].finish(digitsRight: digitsRight[state], problems: indices.count) }
    }
    return parts.reduce(into: initial) { total, part in
      for state in states.indices { total[state].add(part[state]) }
    }.map(\.accuracy)
  }

  /// A run in the memory of the plain pass, which has computed all that comes before its first intervention.
  private struct IntervenedPass {
    let state: Int
    let pass: Pass<Lane>
    let firstStep: Int
    let positions: Int
    let digits: [Int]
  }

  /// The runs of all states, those that start last first: none then overwrites what a later one builds on.
  private static func intervened(_ states: [[Run]], sharing plain: Pass<Lane>) -> [IntervenedPass] {
    let format = plain.program.architecture.format
    let passes = states.enumerated().flatMap { state, runs in
      runs.map { run in
        IntervenedPass(
          state: state, pass: Pass(run.program, sharing: plain), firstStep: run.program.firstIntervenedStep,
          positions: (run.digits.map { format.query(answerDigit: $0) }.max() ?? 0) + 1, digits: run.digits)
      }
    }
    return passes.sorted { $0.firstStep > $1.firstStep }
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
