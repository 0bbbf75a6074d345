import Foundation
import Plotting
import Testing

/// A thousand figures that nobody has thought of: ranges over twenty powers of ten, labels of any length, pages of any size.
@Suite struct RandomFigureTests {
  private static let count = 1_000

  @Test func nothingOverlapsAndNothingLeavesThePage() throws {
    var noise = Samples.Noise(state: 11)
    var drawn = 0
    for index in 0..<Self.count {
      let figure = Self.figure(&noise)
      let drawing: Drawing
      // Labels may leave no room on a small page: that is an error of its own, and never a bad picture.
      do throws(FigureError) { drawing = try figure.drawing() } catch {
        guard case .noRoom = error else { throw error }
        continue
      }
      drawn += 1
      let page = Rect(minX: 0, minY: 0, maxX: drawing.size.width, maxY: drawing.size.height)
      for box in drawing.plotBoxes { #expect(page.contains(box), "figure \(index): a plot leaves the page") }
      for (number, box) in drawing.plotBoxes.enumerated() {
        for other in drawing.plotBoxes[(number + 1)...] { #expect(!box.overlaps(other), "figure \(index): plots overlap") }
      }
      let texts = drawing.texts.filter { $0.role != .annotation }
      for (number, text) in texts.enumerated() {
        #expect(page.contains(text.box, tolerance: 0.5), "figure \(index): \(text.role) '\(text.string)' leaves the page")
        for other in texts[(number + 1)...] where Quadrilaterals.collide(text.corners, other.corners) {
          Issue.record("figure \(index): \(text.role) '\(text.string)' touches \(other.role) '\(other.string)'")
        }
      }
    }
    #expect(drawn > Self.count * 3 / 4, "\(drawn)")
  }

  // MARK: Random figures

  private static func pick<Choice>(_ noise: inout Samples.Noise, _ choices: [Choice]) -> Choice {
    choices[min(Int(noise.uniform() * Double(choices.count)), choices.count - 1)]
  }

  private static func words(_ noise: inout Samples.Noise, most: Int) -> String {
    let words = ["logit", "of", "digit", "X_{i-1}", "the residual stream", "10^{20}", "Z", "accuracy (%)", "W", "carry chain"]
    let count = 1 + Int(noise.uniform() * Double(most))
    return (0..<count).map { _ in pick(&noise, words) }.joined(separator: " ")
  }

  private static func axis(_ noise: inout Samples.Noise, categories: Int) -> Axis {
    let label = noise.uniform() < 0.8 ? words(&noise, most: 4) : nil
    switch noise.uniform() {
    case ..<0.2:
      return .categories((0..<categories).map { _ in words(&noise, most: 2) }, label: label)
    case ..<0.35:
      let low = pow(10, -8 + 10 * noise.uniform())
      return .logarithmic(label, range: low...(low * pow(10, 0.5 + 6 * noise.uniform())))
    case ..<0.9:
      let low = (noise.uniform() - 0.5) * pow(10, -6 + 14 * noise.uniform())
      let width = pow(10, -6 + 14 * noise.uniform())
      return .linear(label, range: low...(low + max(width, abs(low) * 1e-3)))
    default: return .hidden()
    }
  }

  private static func panel(_ noise: inout Samples.Noise) -> Panel {
    let count = 2 + Int(noise.uniform() * 10)
    let (x, y) = (axis(&noise, categories: count), axis(&noise, categories: count))
    let values = (0..<count).map { _ in noise.uniform() }
    let places = (0..<count).map(Double.init)
    let hasNames = noise.uniform() < 0.5
    let isHeatmap = noise.uniform() < 0.3
    let marks: [any Mark] =
      isHeatmap
      ? [Heatmap((0..<count).map { _ in values }, scale: .sequential(over: values))]
      : [
        Line(x: places, y: values, name: hasNames ? words(&noise, most: 3) : nil),
        Line(x: places, y: values.reversed(), name: hasNames ? words(&noise, most: 3) : nil),
      ]
    return Panel(
      title: noise.uniform() < 0.6 ? words(&noise, most: 4) : nil, subtitle: noise.uniform() < 0.3 ? words(&noise, most: 4) : nil,
      x: x, y: y, legend: pick(&noise, [.automatic, .none, .right, .above, .below]),
      colorbar: isHeatmap && noise.uniform() < 0.7 ? Colorbar(words(&noise, most: 3)) : nil, marks: marks)
  }

  private static func figure(_ noise: inout Samples.Noise) -> Figure {
    let (rows, columns) = (1 + Int(noise.uniform() * 2.3), 1 + Int(noise.uniform() * 2.6))
    return Figure(
      width: Double(columns) * (60 + 90 * noise.uniform()), height: 40 + Double(rows) * (45 + 60 * noise.uniform()),
      title: noise.uniform() < 0.7 ? words(&noise, most: 8) : nil,
      subtitle: noise.uniform() < 0.4 ? words(&noise, most: 10) : nil,
      caption: noise.uniform() < 0.6 ? words(&noise, most: 40) : nil,
      rows: (0..<rows).map { _ in (0..<columns).map { _ in panel(&noise) } })
  }
}
