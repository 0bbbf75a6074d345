import Addition
import Lanes
import Synchronization
import Transformer

/// Runs patched passes, and reads the digits in which pairs differ.
struct PatchRunner {
  let model: Model
  /// By place.
  let digits: [ChangedDigit]
  let threads: Int

  /// What unpatched runs and those of some states make of every digit.
  struct Values: Sendable {
    /// The clean digit's logit minus the corrupted one's on either problem, by digit.
    var clean: [Float] = []
    var corrupted: [Float] = []
    /// The same of patched runs, `[digit][state][direction]`; zero where a state has no run.
    var patched: [Float] = []
    /// Whether the prediction is the donor's digit, laid out as `patched`, and whether unpatched ones are right, by digit.
    var isFlipped: [Bool] = []
    var isCleanRight: [Bool] = []
    var isCorruptedRight: [Bool] = []

    mutating func append(_ other: Values) {
      clean += other.clean
      corrupted += other.corrupted
      patched += other.patched
      isFlipped += other.isFlipped
      isCleanRight += other.isCleanRight
      isCorruptedRight += other.isCorruptedRight
    }
  }

  /// A thread's passes: two that lend, and patched ones in the memory of the plain one, by the digit that they are for.
  private struct Tools {
    let clean: Pass<Lane>
    let corrupted: Pass<Lane>
    let runs: [[StateMeasurer.IntervenedPass]]
  }

  /// Runs all states on all digits that they have a run for.
  ///
  /// - Parameter progress: told how many digits of one state are done since the last call.
  func values(of states: [[StateMeasurer.Run]], progress: @Sendable (_ digits: Int) -> Void) -> Values {
    let format = model.architecture.format
    let suite = ProblemSuite(name: "corrupted", problems: digits.map(\.corrupted))
    let parts = model.forEachBlock(of: suite, threads: threads, isLean: true, initial: Values()) { plain in
      let runs = StateMeasurer.intervened(states, sharing: plain)
      return Tools(
        clean: Pass(model.program), corrupted: Pass(model.program),
        runs: (0..<format.answerLength).map { digit in runs.filter { $0.digits.contains(digit) } })
    } _: { plain, weights, tools, indices, values in
      let block = digits[indices]
      let end = format.query(answerDigit: block[indices.upperBound - 1].place) + 1
      for (lender, problems) in [(tools.clean, block.map(\.clean)), (tools.corrupted, block.map(\.corrupted))] {
        lender.load(problems)
        lender.forward(weights, positions: 0..<end, onlyAnswers: true)
      }
      let first = values.clean.count
      read(block, tools, into: &values)
      values.patched += [Float](repeating: 0, count: block.count * states.count * 2)
      values.isFlipped += [Bool](repeating: false, count: block.count * states.count * 2)
      for place in Set(block.map(\.place)).sorted() {
        let positions = 0..<format.query(answerDigit: place) + 1
        let lanes = block.indices.filter { block[$0].place == place }
        for (number, direction) in PatchingDirection.allCases.enumerated() {
          let donor = direction == .denoising ? tools.clean : tools.corrupted
          plain.load(direction == .denoising ? block.map(\.corrupted) : block.map(\.clean))
          plain.forward(weights, positions: positions, onlyAnswers: true)
          for run in tools.runs[place] {
            run.pass.donor = donor
            run.pass.forward(weights, positions: positions, onlyAnswers: true, from: run.firstStep)
            let query = positions.upperBound - 1
            let (logits, predicted) = (run.pass.logits(at: query), run.pass.mostLikelyToken(at: query))
            for index in lanes {
              let (digit, lane) = (block[index], index - indices.lowerBound)
              let cell = ((first + lane) * states.count + run.state) * 2 + number
              values.patched[cell] = logits[digit.cleanDigit][lane] - logits[digit.corruptedDigit][lane]
              let wanted = direction == .denoising ? digit.cleanDigit : digit.corruptedDigit
              values.isFlipped[cell] = Int(predicted[lane]) == wanted
            }
          }
        }
      }
      progress(block.count * states.count)
    }
    return parts.reduce(into: Values()) { $0.append($1) }
  }

  /// Reads the unpatched runs.
  private func read(_ block: ArraySlice<ChangedDigit>, _ tools: Tools, into values: inout Values) {
    for (lane, digit) in block.enumerated() {
      let query = model.architecture.format.query(answerDigit: digit.place)
      func difference(_ pass: Pass<Lane>) -> Float {
        let logits = pass.logits(at: query)
        return logits[digit.cleanDigit][lane] - logits[digit.corruptedDigit][lane]
      }
      values.clean.append(difference(tools.clean))
      values.corrupted.append(difference(tools.corrupted))
      values.isCleanRight.append(Int(tools.clean.mostLikelyToken(at: query)[lane]) == digit.cleanDigit)
      values.isCorruptedRight.append(Int(tools.corrupted.mostLikelyToken(at: query)[lane]) == digit.corruptedDigit)
    }
  }
}
