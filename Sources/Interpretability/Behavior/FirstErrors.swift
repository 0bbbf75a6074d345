import Addition
import Transformer

/// Where answers go wrong: the first wrong digit of every wrong answer, by its place, its operands' digits, and the carry into it and how
/// far that has come.
///
/// Greedy decoding writes units first, so a first wrong digit has a true prefix before it: it is an error of its own, and what comes
/// behind it may only follow from it. Shares are of the digits that were reached that way.
public struct FirstErrors: Codable, Hashable, Sendable {
  /// Digits with the same two operand digits and the same carry in.
  public struct Cell: Codable, Hashable, Sendable {
    /// The operands' digits.
    public let x, y: Int
    /// Whether a carry enters.
    public let hasCarry: Bool
    /// Wrong digits of those reached.
    public let wrong: Proportion
  }

  /// The problems.
  public let source: ProblemSource
  /// Answers with a wrong digit.
  public let answers: Proportion
  /// First wrong digits by place, 0...10, of the answers that were right up to there.
  public let places: [Proportion]
  /// The same by operand digits and carry, over places 0...9: y within x within the carry.
  public let cells: [Cell]

  /// By place, 0...10, and how many places the carry into it has come, 0 (there is none) to 10: `[place][length]`.
  public let chains: [[Proportion]]

  /// The cell of two digits and a carry.
  public subscript(x: Int, y: Int, hasCarry hasCarry: Bool) -> Proportion { cells[(hasCarry ? 100 : 0) + 10 * x + y].wrong }

  /// First wrong digits by whether a carry enters, over places 0...9.
  public func wrong(hasCarry: Bool) -> Proportion {
    cells.reduce(Proportion(0, of: 0)) { $1.hasCarry == hasCarry ? $0 + $1.wrong : $0 }
  }

  /// Answers every problem.
  ///
  /// - Throws: `AnalysisError.noProblems`.
  public init(_ model: Model, on suite: ProblemSuite, threads: Int = 1) throws(AnalysisError) {
    try suite.requireProblems()
    let format = model.architecture.format
    let shares = model.forEachBlock(of: suite, threads: threads, isLean: true, initial: Tally()) {
      pass, weights, indices, tally in
      // With the true digits before it a digit is what decoding writes, up to the first that is wrong.
      pass.forward(weights, positions: 0..<pass.program.positions, onlyAnswers: true)
      let predicted = (0..<Problem.sumDigits).map { pass.mostLikelyToken(at: format.query(answerDigit: $0)) }
      for (lane, index) in indices.enumerated() {
        tally.count(suite[index]) { Int(predicted[$0][lane]) }
      }
    }
    let tally = shares.reduce(into: Tally()) { $0.add($1) }
    source = suite.source
    places = zip(tally.wrongPlaces, tally.places).map { Proportion($0, of: $1) }
    answers = Proportion(tally.wrongPlaces.reduce(0, +), of: suite.count)
    chains = (0..<Problem.sumDigits).map { place in
      (0..<Problem.sumDigits).map { length in
        let index = Problem.sumDigits * place + length
        return Proportion(tally.wrongChains[index], of: tally.chains[index])
      }
    }
    cells = (0..<200).map { index in
      Cell(
        x: index % 100 / 10, y: index % 10, hasCarry: index >= 100,
        wrong: Proportion(tally.wrongCells[index], of: tally.cells[index]))
    }
  }

  private struct Tally: Sendable {
    var places = [Int](repeating: 0, count: Problem.sumDigits)
    var wrongPlaces = [Int](repeating: 0, count: Problem.sumDigits)
    var cells = [Int](repeating: 0, count: 200)
    var wrongCells = [Int](repeating: 0, count: 200)
    var chains = [Int](repeating: 0, count: Problem.sumDigits * Problem.sumDigits)
    var wrongChains = [Int](repeating: 0, count: Problem.sumDigits * Problem.sumDigits)

    /// Counts digits up to the first that is wrong.
    mutating func count(_ problem: Problem, _ predicted: (_ place: Int) -> Int) {
      let (a, b, sum, carries) = (problem.aDigits, problem.bDigits, problem.sumDigits, Carries(problem))
      for place in 0..<Problem.sumDigits {
        let isWrong = predicted(place) != Int(sum[place])
        let chain = Problem.sumDigits * place + carries.chain(into: place)
        places[place] += 1
        chains[chain] += 1
        if isWrong {
          wrongPlaces[place] += 1
          wrongChains[chain] += 1
        }
        if place < Problem.operandDigits {
          let cell = (carries.carryIn(place) ? 100 : 0) + 10 * Int(a[place]) + Int(b[place])
          cells[cell] += 1
          if isWrong { wrongCells[cell] += 1 }
        }
        if isWrong { return }
      }
    }

    mutating func add(_ other: Tally) {
      for i in places.indices {
        places[i] += other.places[i]
        wrongPlaces[i] += other.wrongPlaces[i]
      }
      for i in chains.indices {
        chains[i] += other.chains[i]
        wrongChains[i] += other.wrongChains[i]
      }
      for i in cells.indices {
        cells[i] += other.cells[i]
        wrongCells[i] += other.wrongCells[i]
      }
    }
  }
}
