import Addition
import Interpretability
import Testing
import Transformer

@Suite struct FirstErrorsTests {
  /// Counted here from whole answers, digit by digit.
  @Test func countsTheFirstWrongDigitOfEachAnswer() throws {
    let model = try TestModels.copy()
    let some = ProblemSuite.carry(count: 110, seed: 2).map { $0 }
    let suite = ProblemSuite(name: "mixed", problems: try some + TestModels.withoutAddendProblems(40))
    let errors = try FirstErrors(model, on: suite, threads: 2)
    var (reached, wrong) = ([Int](repeating: 0, count: 11), [Int](repeating: 0, count: 11))
    var (digits, cells): (Int, [[Int]]) = (0, [])
    var (chains, wrongChains) = ([[Int]](), [[Int]]())
    for (problem, answer) in zip(suite, model.answers(to: suite)) {
      let given = try #require(answer)
      for place in 0...10 {
        let unit = (0..<place).reduce(UInt64(1)) { power, _ in power * 10 }
        reached[place] += 1
        digits += place < 10 ? 1 : 0
        chains.append([place, Carries(problem).chain(into: place)])
        guard given / unit % 10 != problem.sum / unit % 10 else { continue }
        wrong[place] += 1
        wrongChains.append([place, Carries(problem).chain(into: place)])
        if place < 10 {
          cells.append([
            Int(problem.aDigits[place]), Int(problem.bDigits[place]), Carries(problem).carryIn(place) ? 1 : 0,
          ])
        }
        break
      }
    }
    #expect(errors.places == zip(wrong, reached).map { Proportion($0, of: $1) })
    #expect(errors.answers.count == wrong.reduce(0, +) && errors.answers.total == 150)
    #expect(errors.answers.count == 150 - model.evaluate(suite).accuracy.count && errors.answers.count > 0)
    for cell in errors.cells {
      #expect(cell.wrong.count == cells.count { $0 == [cell.x, cell.y, cell.hasCarry ? 1 : 0] })
      #expect(errors[cell.x, cell.y, hasCarry: cell.hasCarry] == cell.wrong)
    }
    for place in 0...10 {
      for length in 0...10 {
        let counted = Proportion(wrongChains.count { $0 == [place, length] }, of: chains.count { $0 == [place, length] })
        #expect(errors.chains[place][length] == counted)
      }
    }
    #expect(errors.cells.reduce(0) { $0 + $1.wrong.total } == digits)
    #expect(errors.wrong(hasCarry: true).count == cells.count { $0[2] == 1 })
    #expect(try FirstErrors(model, on: suite) == errors)
  }

  @Test func nothingToCountIsAnError() throws {
    #expect(throws: AnalysisError.noProblems(suite: "none")) {
      try FirstErrors(TestModels.copy(), on: ProblemSuite(name: "none", problems: []))
    }
  }
}
