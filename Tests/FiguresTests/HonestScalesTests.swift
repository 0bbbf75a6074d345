import Figures
import Foundation
import Interpretability
import Plotting
import Testing

/// What an axis, a title or a caption claims must follow from the numbers.
@Suite struct HonestScalesTests {
  private let subject = Subject(name: "made-up", parameters: 57)

  private func table(_ right: [Int], of total: Int) throws -> CarryAccuracy {
    let rows = right.enumerated().map {
      "{\"longestChain\": \($0.offset), \"accuracy\": {\"count\": \($0.element), \"total\": \(total)}}"
    }
    let json = """
      {"source": {"suite": "carry", "problems": \(total * right.count), "seed": 9}, "rows": [\(rows.joined(separator: ","))],
       "overall": {"count": \(right.reduce(0, +)), "total": \(total * right.count)}}
      """
    return try JSONDecoder().decode(CarryAccuracy.self, from: Data(json.utf8))
  }

  private func texts(_ figure: Figure, _ role: Drawing.Role) throws -> [String] {
    try figure.drawing().texts.filter { $0.role == role }.map(\.string)
  }

  @Test func nearlyPerfectModelsAreShownByTheirErrors() throws {
    let figure = Figure.carryAccuracy(try table([100, 99, 100, 97], of: 100), of: subject)
    #expect(try texts(figure, .axisLabel).contains("Wrong answers per 1,000"))
    #expect(try texts(figure, .annotation) == ["0", "1", "0", "3"])
    #expect(figure.subtitle == "99.00% of 400 answers right; 4 wrong")
    #expect(try #require(figure.caption).contains("100 of every length"))
  }

  @Test func otherModelsAreShownFromZeroToOneHundredPercent() throws {
    let figure = Figure.carryAccuracy(try table([100, 89], of: 100), of: subject)
    #expect(try texts(figure, .axisLabel).contains("Exact match"))
    #expect(try texts(figure, .yTick) == ["0%", "20%", "40%", "60%", "80%", "100%"])
    #expect(try texts(figure, .annotation) == ["100.0%", "89.0%"])
  }

  @Test func lengthsWithoutProblemsAreLeftOut() throws {
    let table = try table([0, 0], of: 0)
    #expect(try texts(.carryAccuracy(table, of: subject), .annotation).isEmpty)
  }

  @Test func digitsOnALineGetNoCircle() throws {
    let line = try TokenGeometry(vectors: (0..<10).map { [Double($0), 2 * Double($0)] })
    let figure = Figure.tokenEmbedding(line, of: subject)
    #expect(figure.rows[0].count == 1)
    #expect(try #require(figure.caption).contains("lie on a line"))
    #expect(figure.title == "The ten digits' token vectors")
  }

  @Test func digitsOnAnArcAreSaidToBe() throws {
    let arc = (0..<10).map { [4 * cos(0.2 * Double($0)), 4 * sin(0.2 * Double($0))] }
    let figure = Figure.tokenEmbedding(try TokenGeometry(vectors: arc), of: subject)
    let caption = try #require(figure.caption)
    #expect(figure.title == "The ten digits lie in order on an arc")
    #expect(caption.contains("radius 4.00") && caption.contains("11.5° further"), "\(caption)")
    #expect(!caption.contains("built in"))
  }

  @Test func equalVectorsAreDrawnToo() throws {
    let points = try TokenGeometry(vectors: Array(repeating: [1, 1], count: 10))
    #expect(try !Figure.tokenEmbedding(points, of: subject).pngData(dotsPerInch: 40).isEmpty)
  }

  @Test func largeModelsShowTheComponentsThatMatter() throws {
    let model = try RandomModels.wide.model()
    let components = Component.all(of: model.program, groups: [.unit])
    let study = try AblationStudy(model, on: RandomModels.problems, components: components, ablations: [.zero])
    let figure = Figure.ablation(study, .zero, of: subject)
    #expect(try #require(figure.caption).contains("Of 140 components the 48 that change the accuracy most"))
    #expect(try texts(figure, .yTick).count == 48)
  }

  @Test func attentionOfAHeadIsItsOwnFigure() throws {
    let summary = try AttentionSummary(RandomModels.denseOfTwoLayers.model(), on: RandomModels.problems)
    let figure = Figure.attention(summary, heads: summary.heads.filter { $0.name == "L1H0" }, of: subject)
    #expect(try texts(figure, .panelTitle).contains("L1H0"))
    #expect(try !texts(figure, .panelTitle).contains("L0H0"))
    #expect(try #require(figure.caption).hasPrefix("Attention weights of L1H0 from"))
  }
}
