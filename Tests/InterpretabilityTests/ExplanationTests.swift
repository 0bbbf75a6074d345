import Addition
import Interpretability
import Testing
import Transformer

@Suite struct ExplanationTests {
  @Test func agreesWithDecoding() throws {
    for model in [try TestModels.random(), try TestModels.microAdder(), try TestModels.copy()] {
      for problem in ProblemSuite.carry(count: 22, seed: 4) {
        let explanation = try Explanation(model, of: problem)
        let suite = ProblemSuite(name: "one", problems: [problem])
        #expect(explanation.answer == model.answers(to: suite)[0])
        let format = model.architecture.format
        #expect(explanation.answer == format.decode(explanation.digits.map { UInt8($0.predicted.token) }))
        let carries = Carries(problem)
        for digit in explanation.digits {
          #expect(digit.margin >= 0 && digit.predicted.token != digit.runnerUp.token)
          #expect(digit.predicted.probability >= digit.runnerUp.probability)
          #expect((0...1).contains(digit.predicted.probability + digit.runnerUp.probability - 1e-12))
          #expect(digit.expected == Int(problem.sumDigits[digit.place]))
          #expect(digit.carryIn == carries.carryIn(digit.place) && digit.carryIn == (digit.chain > 0))
          #expect((digit.kind == nil) == (digit.place == 10))
          #expect(digit.heads.count == model.architecture.layers * model.architecture.attention.heads)
        }
      }
    }
  }

  @Test func showsWhatTheCopyingModelReads() throws {
    let explanation = try Explanation(TestModels.copy(), of: Problem(9_876_543_210, 0))
    #expect(explanation.answer == 9_876_543_210 && explanation.digits.allSatisfy(\.isCorrect))
    for digit in explanation.digits.prefix(10) {
      let target = try #require(digit.heads.first?.targets.first)
      #expect(target.label == "X\(digit.place)" && target.token == "\(digit.place)" && target.weight > 0.999)
    }
  }

  /// The model reads its own wrong digits: the tokens shown are those.
  @Test func readsItsOwnDigitsAndNotTheTruth() throws {
    let model = try TestModels.copy()
    let explanation = try Explanation(model, of: Problem(0, 3_333_333_333), targetsPerHead: 40)
    let digit = explanation.digits[5]
    #expect(digit.predicted.token == 0 && digit.expected == 3)
    let own = try #require(digit.heads[0].targets.first { $0.label == "Z4" })
    #expect(own.token == "0")
  }

  @Test func saysThatAModelHasDiverged() throws {
    let model = try TestModels.replacing("ln_f.weight", in: TestModels.random()) { $0[0] = .infinity }
    #expect(throws: AnalysisError.notFinite(quantity: "the logits")) { try Explanation(model, of: Problem(1, 2)) }
  }
}
