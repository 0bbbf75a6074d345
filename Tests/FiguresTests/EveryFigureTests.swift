import Figures
import Foundation
import Interpretability
import Plotting
import Testing

@Suite struct EveryFigureTests {
  @Test(arguments: RandomModels.allCases) func figureIsDrawnWithItsTextOnThePage(_ model: RandomModels) throws {
    for (name, figure) in try model.figures() {
      let drawing = try figure.fitted().drawing()
      let page = Rect(minX: 0, minY: 0, maxX: drawing.size.width, maxY: drawing.size.height)
      for text in drawing.texts {
        #expect(page.contains(text.box, tolerance: 0.5), "\(name): \(text.string) leaves the page")
      }
      for (index, box) in drawing.plotBoxes.enumerated() {
        for other in drawing.plotBoxes[(index + 1)...] { #expect(!box.overlaps(other), "\(name): panels overlap") }
      }
      // No page may be larger than a PNG of 300 dots an inch can be.
      #expect(drawing.size.height < 32767 * 72 / 300, "\(name) is too tall")
    }
  }

  @Test(arguments: RandomModels.allCases) func captionNamesTheCheckpointItsSizeAndTheProblems(_ model: RandomModels) throws {
    let subject = try model.subject()
    let digits = String(subject.parameters)
    let size = digits.count > 3 ? "\(digits.dropLast(3)),\(digits.suffix(3))" : digits
    let counted = [
      "attention", "full attention", "zero ablation", "resample ablation", "attribution", "carry", "geometry", "patching",
      "path patching", "neurons", "attention difference", "poster",
    ]
    for (name, figure) in try model.figures() {
      let caption = try #require(figure.caption)
      #expect(caption.contains("checkpoint random-\(model.rawValue) (\(size) parameters)"), "\(name): \(caption)")
      if counted.contains(name) { #expect(caption.contains("22 problems (suite carry, seed 5)"), "\(name): \(caption)") }
    }
  }

  @Test(arguments: RandomModels.allCases) func labelsOfPlanesKeepApart(_ model: RandomModels) throws {
    for (name, figure) in try model.figures() where ["tokens", "positions"].contains(name) {
      let labels = try figure.fitted().drawing().texts.filter { $0.role == .annotation }
      for (index, a) in labels.enumerated() {
        for b in labels[(index + 1)...] {
          #expect(!Rect(inkOf: a).overlaps(Rect(inkOf: b)), "\(name): \(a.string) covers \(b.string)")
        }
      }
    }
  }

  @Test func namesOfAnyLengthStayOnThePage() throws {
    let name = String(repeating: "a-very-long-checkpoint-name", count: 6)
    let curve = RandomModels.curve()
    for name in [name, name.replacing("-", with: "")] {
      let drawing = try Figure.training(curve, of: Subject(name: name, parameters: 57)).drawing()
      let page = Rect(minX: 0, minY: 0, maxX: drawing.size.width, maxY: drawing.size.height)
      for text in drawing.texts { #expect(page.contains(text.box), "\(text.string) leaves the page") }
    }
  }

  @Test func notesStandLevelWithTheirBars() throws {
    for model in RandomModels.allCases {
      let drawing = try Figure.parameterBudget(ParameterBudget(model.model().program), of: model.subject()).drawing()
      let bars = drawing.texts.filter { $0.role == .yTick }.map { Rect(inkOf: $0).center.y }
      let notes = drawing.texts.filter { $0.role == .annotation && Rect(inkOf: $0).minX > drawing.plotBoxes[1].minX }
      #expect(notes.count == bars.count)
      for (bar, note) in zip(bars, notes) {
        #expect(abs(Rect(inkOf: note).center.y - bar) < 0.5, "\(model.rawValue): \(note.string)")
      }
      for (above, below) in zip(notes, notes.dropFirst()) { #expect(!Rect(inkOf: above).overlaps(Rect(inkOf: below))) }
    }
  }

  @Test func sameDataGivesTheSameBytes() throws {
    let first = try RandomModels.dense.figures()
    let second = try RandomModels.dense.figures()
    for (a, b) in zip(first, second) {
      #expect(try a.figure.pngData(dotsPerInch: 60) == b.figure.pngData(dotsPerInch: 60), "\(a.name)")
    }
  }
}

extension Rect {
  /// The axis-parallel box around a text's ink.
  fileprivate init(inkOf text: Drawing.PlacedText) {
    let (x, y) = (text.corners.map(\.x), text.corners.map(\.y))
    self.init(minX: x.min() ?? 0, minY: y.min() ?? 0, maxX: x.max() ?? 0, maxY: y.max() ?? 0)
  }
}
