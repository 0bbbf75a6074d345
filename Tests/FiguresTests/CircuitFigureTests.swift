import Addition
import Figures
import Interpretability
import Plotting
import Testing

@Suite struct CircuitFigureTests {
  /// A model that does not add has no circuit, and its figure says so.
  @Test(arguments: [RandomModels.split, .denseOfTwoLayers], CircuitGrain.allCases)
  func whereThereIsNoCircuitTheFigureSaysSo(_ model: RandomModels, _ grain: CircuitGrain) throws {
    let study = try CircuitStudy(
      model.model(), on: .carry(count: 110), plan: .init(grain: grain), search: .carry(count: 110, seed: 2))
    let figure = Figure.circuit(study, of: try model.subject())
    #expect(figure.title == "There is nothing to localise" && figure.subtitle == study.verdict.sentence)
    #expect(try #require(figure.caption).contains("110 problems (suite carry, seed 1)"))
    try requireTextOnThePage(figure)
  }

  @Test func alignmentIsDrawnHookByHook() throws {
    let model = RandomModels.split
    let study = try CarryAlignment(model.model(), places: 1...2)
    let figure = Figure.carryAlignment(study, of: try model.subject())
    #expect(try #require(figure.caption).contains("searched on 64 pairs and judged on 128 others (seed 1)"))
    try requireTextOnThePage(figure)
    let ticks = try figure.drawing().texts.filter { $0.role == .yTick }.map(\.string)
    #expect(ticks == ["0.attn.hook_z", "0.hook_attn_out", "0.hook_resid_mid", "0.mlp.hook_post"])
  }

  private func requireTextOnThePage(_ figure: Figure) throws {
    let drawing = try figure.fitted().drawing()
    let page = Rect(minX: 0, minY: 0, maxX: drawing.size.width, maxY: drawing.size.height)
    for text in drawing.texts { #expect(page.contains(text.box, tolerance: 0.5), "\(text.string) leaves the page") }
  }
}
