import Foundation
import Plotting
import Testing

@Suite struct LayoutTests {
  private func texts(_ panel: Panel, _ role: Drawing.Role, width: Double = 88, height: Double = 66) throws -> [String] {
    try Figure(width: width, height: height, panel).drawing().texts.filter { $0.role == role }.map(\.string)
  }

  @Test(arguments: Samples.all.map(\.name)) func textStaysOnThePageAndApart(_ name: String) throws {
    let drawing = try #require(Samples.all.first { $0.name == name }).figure.drawing()
    let page = Rect(minX: 0, minY: 0, maxX: drawing.size.width, maxY: drawing.size.height)
    for text in drawing.texts { #expect(page.contains(text.box), "\(text.string) leaves the page") }
    // Cell values and labels of points are placed by their marks and checked by eye.
    let labels = drawing.texts.filter { $0.role != .annotation }
    for (index, a) in labels.enumerated() {
      for b in labels[(index + 1)...] {
        #expect(!Quadrilaterals.collide(a.corners, b.corners), "\(a.role) \(a.string) touches \(b.role) \(b.string)")
      }
    }
  }

  @Test(arguments: Samples.all.map(\.name)) func boxesAreApartAndOnThePage(_ name: String) throws {
    let figure = try #require(Samples.all.first { $0.name == name }).figure
    let drawing = try figure.drawing()
    let page = Rect(minX: 0, minY: 0, maxX: drawing.size.width, maxY: drawing.size.height)
    #expect(drawing.plotBoxes.count == figure.rows.joined().count)
    for (index, box) in drawing.plotBoxes.enumerated() {
      #expect(page.contains(box))
      for other in drawing.plotBoxes[(index + 1)...] { #expect(!box.overlaps(other)) }
      for text in drawing.texts where [.xTick, .yTick, .axisLabel, .caption, .title].contains(text.role) {
        #expect(!box.overlaps(Rect(around: text)), "\(text.string) covers a plot")
      }
    }
  }

  @Test func numbersUnderASharedColorbarStayOnThePage() throws {
    let panel = Panel(
      x: .hidden(), y: .hidden(), marks: [Heatmap([[0, 1]], scale: ColorScale(.paper, .linear(0...0.25)))])
    let bar = Colorbar("Weight", side: .below, ticks: .at([0, 0.125, 0.25]))
    let drawing = try Figure(height: 60, rows: [[panel]], colorbar: bar).drawing()
    let page = Rect(minX: 0, minY: 0, maxX: drawing.size.width, maxY: drawing.size.height)
    for text in drawing.texts { #expect(page.contains(text.box), "\(text.string)") }
  }

  @Test func boxesOfColumnsShareTheirLeftEdges() throws {
    let boxes = try Samples.panels.drawing().plotBoxes
    #expect(abs(boxes[0].minX - boxes[3].minX) < 1e-9)
    #expect(abs(boxes[2].minX - boxes[5].minX) < 1e-9)
    #expect(abs(boxes[0].maxY - boxes[1].maxY) < 1e-9)
  }

  @Test func rowsAndColumnsFollowTheirWeights() throws {
    let panel = Panel(x: .hidden(), y: .hidden())
    let boxes = try Figure(
      width: 100, height: 100, rows: [[panel, panel], [panel, panel]], rowHeights: [3, 1], columnWidths: [1, 2], letters: false
    ).drawing().plotBoxes
    #expect(abs(boxes[1].width / boxes[0].width - 2) < 1e-9)
    #expect(abs(boxes[0].height / boxes[2].height - 3) < 1e-9)
  }

  @Test func thirtyThreeLongLabelsTurnAndStayApart() throws {
    let names = (0..<33).map { "position \($0)" }
    let drawing = try Figure(
      height: 90, Panel(x: .categories(names), y: .categories(["a"]), marks: [Heatmap([(0..<33).map(Double.init)])])
    ).drawing()
    let ticks = drawing.texts.filter { $0.role == .xTick }
    #expect(ticks.count == 33)
    #expect(ticks.allSatisfy { $0.box.height > $0.box.width })
  }

  @Test func crowdedLabelsAreThinnedEvenly() throws {
    let names = (0..<300).map(String.init)
    let shown = try texts(Panel(x: .categories(names), marks: [Bars((0..<300).map(Double.init))]), .xTick).compactMap(Int.init)
    #expect(shown.count > 10 && shown.count < 60)
    #expect(Set(zip(shown, shown.dropFirst()).map { $1 - $0 }).count == 1)
  }

  @Test func equalUnitsMakeRoundCircles() throws {
    for (width, height) in [(88.0, 88.0), (150, 70), (60, 120)] {
      let panel = Panel(
        x: .linear(ticks: .at([-1, 1])), y: .linear(ticks: .at([-1, 1])), aspect: .equal,
        marks: [Arc(center: (0, 0), radius: 2)])
      let texts = try Figure(width: width, height: height, panel).drawing().texts
      let x = texts.filter { $0.role == .xTick }.map(\.box.center.x)
      let y = texts.filter { $0.role == .yTick }.map(\.box.center.y)
      #expect(x.count == 2 && y.count == 2)
      #expect(abs(abs(x[1] - x[0]) - abs(y[1] - y[0])) < 1e-6)
    }
  }

  @Test func heatmapCellsAreSquareIfUnitsAreEqual() throws {
    let box = try #require(Samples.attention.drawing().plotBoxes.first)
    #expect(abs(box.width - box.height) < 1e-9)
  }

  @Test func fittingTakesAwayEmptyHeight() throws {
    var figure = Samples.attention
    figure.height = 240
    let fitted = try figure.fitted()
    #expect(fitted.height < 150)
    let (before, after) = (try figure.drawing(), try fitted.drawing())
    #expect(abs(before.plotBoxes[0].width - after.plotBoxes[0].width) < 0.5)
    // Nothing to take from a panel that fills its place.
    #expect(try Samples.lines.fitted().height == Samples.lines.height)
  }

  @Test func panelsBesideAMatrixFollowItsHeight() throws {
    let matrix = Panel(aspect: .equal, marks: [Heatmap(Array(repeating: Array(repeating: 1.0, count: 9), count: 3))])
    let bars = Panel(y: .categories(["a", "b", "c"]), marks: [Bars([1, 2, 3], horizontal: true)])
    let figure = Figure(height: 120, rows: [[matrix, bars], [matrix, bars]])
    let boxes = try figure.fitted().drawing().plotBoxes
    for row in [0, 2] { #expect(abs(boxes[row].maxY - boxes[row + 1].maxY) < 0.5, "rows of bars are not level") }
  }

  @Test func aSubtitleStandsUnderItsTitle() throws {
    let panel = Panel(title: "Dimension 0", subtitle: "R^{2} 0.97", marks: [Line([1, 2])])
    let drawing = try Figure(width: 60, height: 50, panel).drawing()
    let title = try #require(drawing.texts.first { $0.role == .panelTitle })
    let subtitle = try #require(drawing.texts.first { $0.role == .panelSubtitle })
    let box = try #require(drawing.plotBoxes.first)
    #expect(title.box.maxY <= subtitle.box.minY + 1e-9 && subtitle.box.maxY <= box.minY)
    #expect(title.box.minX == subtitle.box.minX)
  }

  @Test func aColorbarMayTakeAPartOfItsSide() throws {
    let panel = Panel(x: .hidden(), y: .hidden(), marks: [Heatmap([[0, 1]], scale: ColorScale(.paper, .linear(0...1)))])
    let bar = Colorbar(side: .below, ticks: .at([0, 1]), stretch: 0.25...0.75)
    let drawing = try Figure(height: 60, rows: [[panel]], colorbar: bar).drawing()
    let box = try #require(drawing.plotBoxes.first)
    let ends = drawing.texts.map(\.box.center.x)
    #expect(ends.count == 2)
    #expect(abs(ends[0] - (box.minX + 0.25 * box.width)) < 0.5 && abs(ends[1] - (box.minX + 0.75 * box.width)) < 0.5)
  }

  @Test func matricesRunDownwards() throws {
    let figure = Figure(width: 80, height: 80, Panel(y: .categories(["first", "last"]), marks: [Heatmap([[0], [1]])]))
    let rows = try figure.drawing().texts.filter { $0.role == .yTick }
    #expect(rows.map(\.string) == ["first", "last"])
    #expect(rows[0].box.minY < rows[1].box.minY)
  }

  @Test func legendAvoidsDataOrStandsOutside() throws {
    let lines = try Samples.lines.drawing()
    let box = try #require(lines.plotBoxes.first)
    for name in lines.texts where name.role == .legend { #expect(box.contains(name.box)) }
    let bars = try Samples.bars.drawing()
    let barBox = try #require(bars.plotBoxes.first)
    for name in bars.texts where name.role == .legend { #expect(!barBox.overlaps(name.box)) }
  }

  @Test func sharedLegendNamesEverythingOnce() throws {
    var figure = Samples.panels
    figure.legend = .above
    let names = try figure.drawing().texts.filter { $0.role == .legend }.map(\.string)
    #expect(names.filter { $0 == "dim. 0" }.count == 1)
    #expect(names.contains("57 parameters"))
  }

  @Test func captionWrapsToTheWidth() throws {
    var figure = Samples.bars
    figure.caption = String(repeating: "accuracy on ten thousand problems, ", count: 20)
    let drawing = try figure.drawing()
    let caption = try #require(drawing.texts.first { $0.role == .caption })
    #expect(caption.box.width <= drawing.size.width)
    #expect(caption.box.height > 40)
    #expect(caption.box.maxY <= drawing.size.height)
  }

  @Test func aWordTooLongForItsLineIsBroken() {
    let typesetter = Typesetter(Style())
    let style = TextStyle(size: 8)
    let block = typesetter.set("blocks.0.attn.hook_pattern_and_more", style, width: 60)
    #expect(block.width <= 60)
    #expect(block.height > typesetter.set("b", style).height)
  }

  @Test func aLongNameBeginsOnTheLineItComesTo() {
    let typesetter = Typesetter(Style())
    let style = TextStyle(size: 8)
    let name = "two-layers-two-heads-and-a-long-name"
    let room = typesetter.set(name, style).width
    // Room for a little more than the name: on a line of its own it would leave the first one nearly empty.
    #expect(typesetter.set("checkpoint \(name) is here", style, width: room * 1.1).height == typesetter.set("a\nb", style).height)
  }

  @Test func raisedTextIsNarrowerAndBracesVanish() {
    let typesetter = Typesetter(Style())
    let style = TextStyle(size: 8)
    #expect(typesetter.set("10^{3}", style).width < typesetter.set("103", style).width)
    #expect(typesetter.set("hook_pattern", style).width > typesetter.set("hookpattern", style).width)
  }

  @Test func aMissingFontIsReplaced() throws {
    var figure = Samples.logarithmic
    figure.style.family = "No Such Family"
    figure.style.semiboldFamily = "No Such Family"
    #expect(try PNGReading(figure.pngData(dotsPerInch: 100)).width == 346)
    #expect(!figure.style.hasItsFont)
  }

  @Test func extremeNumbersAreDrawn() throws {
    let extremes: [Double] = [
      .infinity, -.infinity, .nan, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNonzeroMagnitude, 0, -0.0, 1,
    ]
    var given = Axis.categories(["a"])
    given.ticks = .at(extremes)
    for axis in [Axis.linear(), .logarithmic(), .linear(range: 0 ... .infinity), .linear(range: 1e16...(1e16 + 2)), given] {
      let panel = Panel(
        x: axis, y: axis, colorbar: Colorbar("extreme"),
        marks: [
          Line(extremes), Scatter(x: extremes, y: extremes, labels: extremes.map { "\($0)" }), Bars(extremes),
          Heatmap([extremes], cellLabels: .values(decimals: 1)), ReferenceLine.vertical(.nan, label: "nowhere"),
          Annotation("far", x: 1e200, y: -1e200), Arc(center: (0, 0), radius: 1e250), Span.x(0 ... .infinity),
        ])
      _ = try Figure(width: 120, height: 120, panel).pngData(dotsPerInch: 72)
    }
  }

  @Test func emptyPanelsAndDataAreDrawn() throws {
    let panels = [
      Panel(), Panel(marks: [Line(x: [], y: [])]), Panel(marks: [Heatmap([])]), Panel(marks: [Bars([Double]())]),
      Panel(y: .logarithmic(), marks: [Line([.nan, -1, 0, .infinity])]), Panel(x: .categories([])),
    ]
    for panel in panels { _ = try Figure(width: 80, height: 60, panel).pngData(dotsPerInch: 72) }
    #expect(try Figure(height: 50, rows: []).drawing().plotBoxes.isEmpty)
  }
}

extension Rect {
  /// The axis-parallel box around a text's ink.
  init(around text: Drawing.PlacedText) {
    let (x, y) = (text.corners.map(\.x), text.corners.map(\.y))
    self.init(minX: x.min() ?? 0, minY: y.min() ?? 0, maxX: x.max() ?? 0, maxY: y.max() ?? 0)
  }
}
