import Figures
import Plotting
import Testing
import Training

@Suite struct TrainingFigureTests {
  private let subject = Subject(name: "made-up", parameters: 57)

  @Test func captionTellsTheBestValidation() throws {
    let figure = Figure.training(RandomModels.curve(), of: subject)
    let caption = try #require(figure.caption)
    #expect(caption.contains("100 uniform problems"))
    #expect(caption.contains("lowest loss: step 3,000, 99 of 100 ("), "\(caption)")
    #expect(figure.subtitle == "3,000 optimizer steps")
  }

  @Test func aRunWithoutARightAnswerHasNoBest() throws {
    let figure = Figure.training(RandomModels.curve(correct: [0, 0, 0]), of: subject)
    #expect(try !#require(figure.caption).contains("Best validation"))
  }

  @Test func carryProblemsHaveAPanelIfThereWereAny() throws {
    #expect(Figure.training(RandomModels.curve(), of: subject).rows.count == 4)
    #expect(Figure.training(RandomModels.curve(carryMix: 0), of: subject).rows.count == 3)
  }

  @Test func stagesOfTheCurriculumAreNamed() throws {
    let keys = try Figure.training(RandomModels.curve(), of: subject).drawing().texts.filter { $0.role == .legend }
    #expect(Set(keys.map(\.string)).isSuperset(of: ["up to 3 digits", "up to 6 digits"]))
    #expect(!keys.map(\.string).contains("up to 10 digits"))
  }

  @Test func shortAndEmptyRunsAreDrawn() throws {
    let records = RandomModels.curve().records
    for count in 0...1 {
      let figure = Figure.training(TrainingCurve(Array(records.prefix(count))), of: subject)
      #expect(try !figure.pngData(dotsPerInch: 40).isEmpty)
    }
  }
}
