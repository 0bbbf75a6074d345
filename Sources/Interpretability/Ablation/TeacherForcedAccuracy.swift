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
    let initial = Tallies(model.architecture.format, states: states.count)
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
      tallies.begin(plain)
      var digitsRight = [Lane](repeating: Lane(), count: states.count)
      for run in tools.runs {
        run.pass.forward(weights, positions: 0..<run.positions, onlyAnswers: true, from: run.firstStep)
        for digit in run.digits { digitsRight[run.state] += tallies.count(digit, of: run.pass, state: run.state) }
      }
      tallies.finish(digitsRight, problems: indices.count)
    }
    let total = parts.reduce(into: initial) { $0.add($1) }
    return states.indices.map { total.accuracy(of: $0) }
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

/// Counts by answer digit and by whether a carry enters it, for all states in one piece of memory: every part of the problems has
/// its own.
private struct Tallies: Sendable {
  private let format: TokenFormat
  private var problems = 0
  /// Problems, `[digit * 2 + carry]`; the same for every state.
  private var total: [Int]
  /// Right predictions, `[state][digit * 2 + carry]`.
  private var correct: [Int]
  /// Problems with all digits right, by state.
  private var exact: [Int]

  init(_ format: TokenFormat, states: Int) {
    self.format = format
    total = [Int](repeating: 0, count: 2 * format.answerLength)
    correct = [Int](repeating: 0, count: states * total.count)
    exact = [Int](repeating: 0, count: states)
  }

  /// Counts a block's problems by digit and carry.
  mutating func begin(_ pass: Pass<Lane>) {
    problems += pass.count
    for digit in 0..<format.answerLength {
      let withCarry = Int(pass.carries(into: digit).laneSum)
      total[2 * digit] += pass.count - withCarry
      total[2 * digit + 1] += withCarry
    }
  }

  /// Counts the predictions of one digit, and returns where they are right.
  mutating func count(_ digit: Int, of pass: Pass<Lane>, state: Int) -> Lane {
    let hits = pass.hits(at: format.query(answerDigit: digit))
    let rightWithCarry = Int((hits * pass.carries(into: digit)).laneSum)
    let place = state * total.count + 2 * digit
    correct[place] += Int(hits.laneSum) - rightWithCarry
    correct[place + 1] += rightWithCarry
    return hits
  }

  /// Counts a block's whole answers, once all their digits have been counted.
  mutating func finish(_ digitsRight: [Lane], problems count: Int) {
    for (state, digits) in digitsRight.enumerated() {
      for lane in 0..<count where Int(digits[lane]) == format.answerLength { exact[state] += 1 }
    }
  }

  mutating func add(_ other: Tallies) {
    problems += other.problems
    for i in total.indices { total[i] += other.total[i] }
    for i in correct.indices { correct[i] += other.correct[i] }
    for i in exact.indices { exact[i] += other.exact[i] }
  }

  func accuracy(of state: Int) -> AblationStudy.Accuracy {
    AblationStudy.Accuracy(
      digits: (0..<format.answerLength).map { digit in
        let place = state * total.count + 2 * digit
        return AblationStudy.Digit(
          place: digit, withoutCarry: Proportion(correct[place], of: total[2 * digit]),
          withCarry: Proportion(correct[place + 1], of: total[2 * digit + 1]))
      }, exact: Proportion(exact[state], of: problems))
  }
}
