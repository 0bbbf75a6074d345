import Foundation
import Plotting
import Testing

@Suite struct PointLabelTests {
  /// The ink of every label beside a point.
  private func labels(_ panel: Panel, width: Double = 88, height: Double = 66) throws -> [(string: String, ink: Rect)] {
    try Figure(width: width, height: height, panel).drawing().texts.filter { $0.role == .annotation }.map {
      ($0.string, Rect(around: $0))
    }
  }

  private func expectApart(_ labels: [(string: String, ink: Rect)]) {
    for (index, a) in labels.enumerated() {
      for b in labels[(index + 1)...] { #expect(!a.ink.overlaps(b.ink), "\(a.string) covers \(b.string)") }
    }
  }

  @Test func labelsOfOneMarkKeepApart() throws {
    // Three clusters of four points, each nearer together than two labels are wide.
    let corners = [(0.0, 0.0), (0.02, 0.04), (0.04, 0.02), (0.06, 0.06)]
    let x = (0..<12).map { Double($0 / 4) + corners[$0 % 4].0 }
    let y = (0..<12).map { Double($0 / 4) + corners[$0 % 4].1 }
    let found = try labels(Panel(marks: [Scatter(x: x, y: y, labels: (0..<12).map { "p\($0)" })]))
    #expect(found.count == 12)
    expectApart(found)
  }

  @Test func labelsOfDifferentMarksKeepApart() throws {
    let points = [0.0, 1, 2, 3]
    let marks = (0..<3).map { mark in
      Scatter(x: points.map { $0 + 0.03 * Double(mark) }, y: points, labels: points.map { "\(mark):\(Int($0))" })
    }
    let found = try labels(Panel(legend: .none, marks: marks))
    #expect(found.count == 12)
    expectApart(found)
  }

  @Test func labelsKeepClearOfLines() throws {
    // The curve passes through the points from lower left to upper right, so labels stand off that diagonal.
    let points = [0.0, 1, 2, 3, 4]
    let panel = Panel(
      x: .linear(range: 0...4, ticks: .at([0, 4])), y: .linear(range: 0...4, ticks: .at([0, 4])), legend: .none,
      marks: [Line(x: points, y: points), Scatter(x: [1, 2, 3], y: [1, 2, 3], labels: ["first", "second", "third"])])
    let drawing = try Figure(width: 88, height: 88, panel).drawing()
    let box = try #require(drawing.plotBoxes.first)
    for text in drawing.texts where text.role == .annotation {
      let ink = Rect(around: text)
      for step in 0...400 {
        let t = Double(step) / 400
        let p = Point(box.minX + t * box.width, box.maxY - t * box.height)
        #expect(!(ink.minX...ink.maxX ~= p.x && ink.minY...ink.maxY ~= p.y), "the line runs through \(text.string)")
      }
    }
  }

  @Test func aLabelStandsAwayFromTheCenterGiven() throws {
    for centerX in [0.0, 2] {
      let panel = Panel(
        x: .linear(range: 0...2, ticks: .none), y: .linear(range: -1...1, ticks: .none), legend: .none,
        marks: [Scatter(x: [1], y: [0], labels: ["here"], labelCenter: (centerX, 0))])
      let drawing = try Figure(width: 88, height: 66, panel).drawing()
      let box = try #require(drawing.plotBoxes.first)
      let text = try #require(drawing.texts.first)
      #expect((Rect(around: text).minX > box.center.x) == (centerX == 0))
      #expect(abs(Rect(around: text).center.y - box.center.y) < 1)
    }
  }

  @Test func labelsStayInTheBox() throws {
    let corners = (x: [0.0, 0, 1, 1], y: [0.0, 1, 0, 1])
    let panel = Panel(
      x: .linear(range: 0...1, ticks: .none), y: .linear(range: 0...1, ticks: .none), legend: .none,
      marks: [Scatter(x: corners.x, y: corners.y, labels: ["a", "b", "c", "d"])])
    let drawing = try Figure(width: 60, height: 60, panel).drawing()
    let box = try #require(drawing.plotBoxes.first)
    for text in drawing.texts { #expect(box.contains(Rect(around: text), tolerance: 0.1), "\(text.string)") }
  }

  @Test func coincidingPointsAreAllLabelled() throws {
    let found = try labels(
      Panel(marks: [Scatter(x: Array(repeating: 1, count: 6), y: Array(repeating: 1, count: 6), labels: (0..<6).map { "\($0)" })])
    )
    #expect(Set(found.map(\.string)) == Set((0..<6).map { "\($0)" }))
    expectApart(found)
  }
}
