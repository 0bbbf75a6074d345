import Addition
import Certificates
import Checkpoints
import Figures
import Interpretability
import Plotting
import ReferenceModels
import Testing

/// Figures of proofs and refutations.
@Suite struct CertificateFigureTests {
  private static func drawing(_ figure: Figure) throws -> Drawing {
    let drawing = try figure.fitted().drawing()
    let page = Rect(minX: 0, minY: 0, maxX: drawing.size.width, maxY: drawing.size.height)
    for text in drawing.texts { #expect(page.contains(text.box, tolerance: 0.5), "\(text.string) leaves the page") }
    return drawing
  }

  private static func texts(_ drawing: Drawing, _ role: Drawing.Role) -> [String] {
    drawing.texts.filter { $0.role == role }.map(\.string)
  }

  @Test func barsShowEveryTotalAndDigit() throws {
    let checkpoint = try Checkpoint.read("\(ShippedModel.folder)/microadder-57p")
    let certificate = try Certificate(checkpoint.model, threads: 2)
    let proof = try #require(certificate.proof)
    let lines = try #require(try proof.numberLines(of: checkpoint.model, threads: 2))
    let subject = Subject(name: "microadder-57p", parameters: 57)
    for place in [0, 5, 10] {
      let figure = Figure.certificateBars(lines, place: place, arithmetic: .real, of: subject)
      let drawing = try Self.drawing(figure)
      let notes = Self.texts(drawing, .annotation)
      let totals = place == 0 ? 0...18 : place == 10 ? 0...1 : 0...19
      for total in totals.suffix(9) { #expect(notes.contains("\(total)"), "Z\(place): \(total)") }
      #expect(Self.texts(drawing, .yTick) == (place == 0 ? ["–"] : (0...9).map { "\($0)" }))
      #expect(figure.title?.hasPrefix("Attention adds") == true && figure.subtitle?.contains("of a step away") == true)
      let caption = try #require(figure.caption)
      #expect(caption.contains("real arithmetic") && caption.contains("checkpoint microadder-57p (57 parameters)"))
    }
    let margins = Figure.certificateMargins(MarginMap(proof), of: subject)
    let drawing = try Self.drawing(margins)
    #expect(Self.texts(drawing, .annotation).count == 19 + 9 * 20 + 2)
    #expect(margins.subtitle == "at least 0.657 everywhere; least for Z_{1} where the total is 0 and Z_{0} = 0")
  }

  @Test func errorsAreCountedPerSuite() throws {
    let model = try RandomModels.dense.model()
    let suites = [ProblemSuite.uniform(count: 64, seed: 1), .carry(count: 64, seed: 1)]
    let figure = Figure.certificateErrors(
      try suites.map { try FirstErrors(model, on: $0) }, of: try RandomModels.dense.subject())
    let drawing = try Self.drawing(figure)
    #expect(drawing.plotBoxes.count == 7)
    let titles = Self.texts(drawing, .panelTitle)
    #expect(titles.contains("uniform, no carry enters") && titles.contains("carry, a carry enters"))
    #expect(try #require(figure.caption).contains("64 problems (suite uniform, seed 1) and 64 problems (suite carry, seed 1)"))
  }

  /// Of a model that is right the maps are empty, and drawn.
  @Test func nothingWrongIsDrawn() throws {
    let model = try Checkpoint.read("\(ShippedModel.folder)/microadder-57p").model
    let errors = try FirstErrors(model, on: .uniform(count: 100, seed: 1))
    #expect(errors.answers.count == 0)
    _ = try Self.drawing(.certificateErrors([errors], of: Subject(name: "right", parameters: 57)))
  }
}
