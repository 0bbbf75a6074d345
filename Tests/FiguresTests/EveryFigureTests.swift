import Foundation
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
    let counted = ["attention", "full attention", "zero ablation", "resample ablation", "carry"]
    for (name, figure) in try model.figures() {
      let caption = try #require(figure.caption)
      #expect(caption.contains("checkpoint random-\(model.rawValue) (\(size) parameters)"), "\(name): \(caption)")
      if counted.contains(name) { #expect(caption.contains("22 problems (suite carry, seed 5)"), "\(name): \(caption)") }
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
