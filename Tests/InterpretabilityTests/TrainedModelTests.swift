import Addition
import Interpretability
import ReferenceModels
import Testing
import Transformer

/// What the tables say of a model that adds: the published MicroAdder with 67 parameters.
@Suite(.enabled(if: ReferenceModel.isPresent, "needs ../shared/reference-hooks"))
struct TrainedModelTests {
  private let model: Model

  init() throws {
    let reference = ReferenceModel.all[0]
    let program = try Program(reference.architecture)
    model = try Model(program, weights: reference.weights(for: program.parameters).map { Float($0) })
  }

  @Test func addsThroughChainsOfEveryLength() throws {
    let accuracy = try CarryAccuracy(model, on: .carry(count: 550))
    #expect(accuracy.rows.allSatisfy { $0.accuracy == Proportion(50, of: 50) })
  }

  @Test func looksAtTheDigitsOfThePlaceWhateverTheyAre() throws {
    let head = try #require(try AttentionSummary(model, on: .carry(count: 110)).heads.first)
    for digit in head.digits.prefix(10) {
      #expect(Set(digit.topKeys.prefix(2).map(\.label)) == ["X\(digit.place)", "Y\(digit.place)"])
      #expect(head.deviation[digit.query].allSatisfy { $0 < 1e-4 })
    }
    #expect(head.digits[10].topKeys.first?.label == "=")
  }

  /// The carry is read off the place below: its operands' digits and the answer's. The far keys are never used.
  @Test func carriesByTheDigitsOfThePlaceBelow() throws {
    let values = Component.all(of: model.program, groups: [.value])
    let study = try AblationStudy(model, on: .carry(count: 330), components: values, ablations: [.resample])
    #expect(study.baseline.exact == Proportion(330, of: 330))
    for role in [KeyRole.previousFirstDigit, .previousSecondDigit, .previousAnswerDigit] {
      let accuracy = try #require(study.row("L0H0 value of \(role.rawValue)", .resample)).accuracy
      #expect(accuracy.exact.interval95.upper < 0.2)
      #expect(accuracy.overall(carryIn: true).interval95.upper < 0.85)
      #expect(accuracy.digits[0] == study.baseline.digits[0])
    }
    #expect(try #require(study.row("L0H0 value of other", .resample)).accuracy == study.baseline)
  }

  @Test func explainsTheLongestChain() throws {
    let explanation = try Explanation(model, of: Problem(9_999_999_999, 1))
    #expect(explanation.answer == 10_000_000_000)
    #expect(explanation.digits.map(\.chain) == Array(0...10))
    #expect(explanation.digits.allSatisfy { $0.isCorrect && $0.predicted.probability > 0.99 })
  }
}
