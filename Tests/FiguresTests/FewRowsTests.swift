import Addition
import Figures
import Interpretability
import Plotting
import Testing
import Transformer

/// Figures of studies with one thing in them, and of studies with several, are as high as their rows need.
@Suite struct FewRowsTests {
  private func texts(_ drawing: Drawing, _ role: Drawing.Role) -> [String] {
    drawing.texts.filter { $0.role == role }.map(\.string)
  }

  private func requireRoom(_ figure: Figure) throws -> Drawing {
    let drawing = try figure.fitted().drawing()
    let page = Rect(minX: 0, minY: 0, maxX: drawing.size.width, maxY: drawing.size.height)
    for text in drawing.texts { #expect(page.contains(text.box, tolerance: 0.5), "\(text.string) leaves the page") }
    for box in drawing.plotBoxes { #expect(box.height > 20, "a panel of \(box.height) points cannot be read") }
    return drawing
  }

  private func ablation(_ components: [Component], of model: Model, _ metric: Metric? = nil) throws -> AblationStudy {
    var plan = MeasurementPlan()
    if let metric { plan = MeasurementPlan(metrics: [metric], groupings: [.place]) }
    return try AblationStudy(model, on: RandomModels.problems, components: components, ablations: [.resample], plan: plan)
  }

  @Test(arguments: [1, 2, 3, 4]) func ablationOfFewComponentsNamesThemAll(_ count: Int) throws {
    let model = try RandomModels.denseOfTwoLayers.model()
    let components = Array(Component.all(of: model.program, groups: [.unit]).prefix(count))
    let figure = Figure.ablation(try ablation(components, of: model), .resample, of: try RandomModels.denseOfTwoLayers.subject())
    #expect(texts(try requireRoom(figure), .yTick) == components.map(\.name))
  }

  @Test(arguments: [1, 4]) func barsOfAMetricStandBesideTheirRows(_ count: Int) throws {
    let model = try RandomModels.denseOfTwoLayers.model()
    let components = Array(Component.all(of: model.program, groups: [.unit]).prefix(count))
    let study = try ablation(components, of: model, .loss)
    let drawing = try requireRoom(.ablation(study, .resample, of: try RandomModels.denseOfTwoLayers.subject()))
    let boxes = drawing.plotBoxes
    #expect(boxes.count == 2)
    #expect(abs(boxes[0].minY - boxes[1].minY) < 1e-6 && abs(boxes[0].maxY - boxes[1].maxY) < 1e-6)
  }

  @Test func probeOfOneHookIsDrawn() throws {
    let model = try RandomModels.split.model()
    let hook = try #require(model.program.hooks.first { $0.name == "blocks.0.mlp.hook_post" })
    let study = try ProbeStudy(
      model, on: RandomModels.problems, labels: [.carry], hooks: [hook],
      training: .carry(count: 44, seed: 6), controls: 1)
    let drawing = try requireRoom(.probe(study, of: try RandomModels.split.subject()))
    #expect(texts(drawing, .yTick) == ["0.mlp.post"])
  }

  @Test func patchingOfOneNodeIsDrawn() throws {
    let model = try RandomModels.split.model()
    let node = try #require(
      PatchNode.all(of: PatchNode.mapHooks(of: model.program), by: [], in: model.program).first)
    let study = try PatchingStudy(model, on: ProblemPairs(changingACarryOf: RandomModels.problems), nodes: [node])
    _ = try requireRoom(.patching(study, of: try RandomModels.split.subject()))
  }

  @Test func comparisonTellsModelsOfOneNameApartAndNamesEveryRow() throws {
    let model = try RandomModels.split.model()
    let comparison = try ModelComparison(("twin", model), ("twin", model), on: RandomModels.problems)
    let drawing = try requireRoom(.comparison(comparison))
    let legend = texts(drawing, .legend)
    #expect(legend.filter { $0 == "twin (first)" }.count == 1 && legend.filter { $0 == "twin (second)" }.count == 1)
    let titles = texts(drawing, .panelTitle)
    #expect(Set(titles).count == titles.count)
    let rows = Set(texts(drawing, .yTick))
    for row in comparison.sides[0].ablation.rows { #expect(rows.contains(row.component.name), "\(row.component.name)") }
  }

  @Test func attributionNamesItsMethodsInTheTitles() throws {
    let model = try RandomModels.denseOfTwoLayers.model()
    let study = try AttributionStudy(
      model, on: .carry(count: 3, seed: 5), methods: Set(AttributionStudy.Method.allCases))
    let figure = Figure.attribution(study, of: try RandomModels.denseOfTwoLayers.subject())
    let drawing = try requireRoom(figure)
    let titles = texts(drawing, .panelTitle)
    #expect(Set(titles).count == titles.count, "\(titles)")
    #expect(texts(drawing, .legend).contains("edge"))
    #expect(try #require(figure.caption).contains("gray"))
  }
}
