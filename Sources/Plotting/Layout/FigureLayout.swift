/// Lays out a page: heading and caption first, then the grid of panels in what is left.
struct FigureLayout {
  let figure: Figure
  private let typesetter: Typesetter
  private var style: Style { figure.style }

  init(_ figure: Figure, _ typesetter: Typesetter) {
    self.figure = figure
    self.typesetter = typesetter
  }

  func drawing() throws(FigureError) -> Drawing {
    var drawing = try emptyPage()
    let (cells, room, shared) = try furnish(&drawing)
    for cell in cells { cell.layout.draw(cell.box, granted: cell.insets, on: &drawing) }
    if let shared,
      var hull = Rect(around: cells.flatMap { [Point($0.box.minX, $0.box.minY), Point($0.box.maxX, $0.box.maxY)] })
    {
      // Numbers at the ends of a lying bar stick out beyond it, but not beyond the page.
      if shared.side == .below {
        hull.minX = max(hull.minX, 1 + shared.overhang)
        hull.maxX = min(hull.maxX, drawing.size.width - 1 - shared.overhang)
      }
      let offset = shared.side == .right ? room.maxX - hull.maxX : room.maxY - hull.maxY
      shared.draw(beside: hull, offset: offset, on: &drawing)
    }
    return drawing
  }

  func emptyPage() throws(FigureError) -> Drawing {
    let (width, height) = (figure.width, figure.height)
    guard 10...2500 ~= width, 10...2500 ~= height else { throw .impossibleSize(width: width, height: height) }
    return Drawing(size: Size(width: width * Figure.pointsPerMillimetre, height: height * Figure.pointsPerMillimetre))
  }

  /// Heading, caption, shared legend; then the panels in the room that is left.
  ///
  /// - Parameter allowsCramped: leaves panels without room as they are, their places of no or negative size.
  func furnish(
    _ drawing: inout Drawing, allowsCramped: Bool = false
  ) throws(FigureError) -> (cells: [Cell], room: Rect, colorbar: ColorbarLayout?) {
    let size = drawing.size
    var room = Rect(minX: 0, minY: 0, maxX: size.width, maxY: size.height).inset(by: style.margin)
    drawHeading(&room, &drawing)
    drawCaption(&room, &drawing)
    if figure.legend != .none { drawSharedLegend(&room, &drawing) }
    let shared = sharedColorbar(room)
    if let shared { if shared.side == .right { room.maxX -= shared.depth } else { room.maxY -= shared.depth } }
    return (try settle(in: room, allowsCramped: allowsCramped), room, shared)
  }

  private func drawHeading(_ room: inout Rect, _ drawing: inout Drawing) {
    var drew = false
    for (text, textStyle, color, role) in [
      (figure.title, TextStyle(size: style.titleSize, weight: .semibold), style.ink, Drawing.Role.title),
      (figure.subtitle, TextStyle(size: style.subtitleSize), style.quiet, .subtitle),
    ] {
      guard let text, !text.isEmpty else { continue }
      let block = typesetter.set(text, textStyle, width: room.width)
      drawing.text(block, at: Point(room.minX, room.minY), Anchor(.left, .top), color: color, role: role)
      room.minY += block.height + 1
      drew = true
    }
    if drew { room.minY += 7 }
  }

  private func drawCaption(_ room: inout Rect, _ drawing: inout Drawing) {
    guard let caption = figure.caption, !caption.isEmpty else { return }
    let block = typesetter.set(caption, TextStyle(size: style.captionSize), width: room.width)
    room.maxY -= block.height
    drawing.text(block, at: Point(room.minX, room.maxY), Anchor(.left, .top), color: style.quiet, role: .caption)
    room.maxY -= 8
  }

  private func drawSharedLegend(_ room: inout Rect, _ drawing: inout Drawing) {
    var keys: [LegendKey] = []
    for panel in figure.rows.joined() {
      let frame = PanelLayout.frame(panel, room, 0...1, 0...1, style, typesetter)
      for key in PanelLayout.keys(panel, frame) where !keys.contains(key) { keys.append(key) }
    }
    guard !keys.isEmpty else { return }
    let legend = LegendLayout(keys, flow: room.width, style: style, typesetter: typesetter)
    if figure.legend == .above {
      legend.draw(at: Point(room.minX, room.minY - 3), style: style, on: &drawing)
      room.minY += legend.size.height + 4
    } else {
      room.maxY -= legend.size.height
      legend.draw(at: Point(room.minX, room.maxY), style: style, on: &drawing)
      room.maxY -= 6
    }
  }

  private func sharedColorbar(_ room: Rect) -> ColorbarLayout? {
    guard let bar = figure.colorbar,
      let scale = bar.scale ?? figure.rows.joined().lazy.flatMap(\.marks).compactMap(\.colorScale).first
    else { return nil }
    return ColorbarLayout(
      bar, scale: scale, length: bar.side == .right ? room.height * 0.8 : room.width * 0.8, style: style, typesetter: typesetter)
  }

  struct Cell {
    var layout: PanelLayout
    var insets: Insets
    /// The room for the box.
    var place: Rect
    var box: Rect
  }

  /// Labels need room, which makes boxes smaller, which changes the labels: measured and placed again until both agree.
  private func settle(in room: Rect, allowsCramped: Bool) throws(FigureError) -> [Cell] {
    let counts = figure.rows.map(\.count)
    let total = counts.reduce(0, +)
    guard total > 0 else { return [] }
    var insets = [Insets](repeating: Insets(left: 30, top: 14, right: 6, bottom: 26), count: total)
    var outside = [Bool](repeating: false, count: total)
    var places = self.places(insets, room)
    var layouts: [PanelLayout] = []
    for pass in 0..<7 {
      layouts = measure(places, outside)
      for (index, layout) in layouts.enumerated() {
        if [.right, .above].contains(layout.legendPlace) { outside[index] = true }
        // The last passes only ever grant more room, so that nothing sticks out in the end.
        insets[index] = pass < 4 ? layout.insets : insets[index].union(layout.insets)
      }
      places = self.places(insets, room)
    }
    // So written that sizes that are no numbers count as too small.
    if !allowsCramped, let cramped = places.firstIndex(where: { !($0.width >= 12 && $0.height >= 12) }) {
      throw .noRoom(panel: cramped)
    }
    layouts = measure(places, outside)
    let granted = aligned(insets)
    return layouts.indices.map { index in
      let (layout, place) = (layouts[index], places[index])
      var insets = granted[index]
      // A box smaller than its place stands in the middle, at the top.
      let x = place.minX + (place.width - layout.size.width) / 2
      insets.left += x - place.minX
      let box = Rect(minX: x, minY: place.minY, maxX: x + layout.size.width, maxY: place.minY + layout.size.height)
      return Cell(layout: layout, insets: insets, place: place, box: box)
    }
  }

  private func measure(_ places: [Rect], _ outside: [Bool]) -> [PanelLayout] {
    let panels = Array(figure.rows.joined())
    return panels.indices.map { index in
      let letter = figure.letters ?? (panels.count > 1) ? Self.letter(index) : nil
      return PanelLayout(
        panels[index], letter: letter, place: Size(width: max(places[index].width, 12), height: max(places[index].height, 12)),
        showsLegend: figure.legend == .none, forcedOutside: outside[index], style: style, typesetter: typesetter)
    }
  }

  private static func letter(_ index: Int) -> String {
    let alphabet = Array("abcdefghijklmnopqrstuvwxyz")
    return index < alphabet.count ? String(alphabet[index]) : letter(index / alphabet.count - 1) + letter(index % alphabet.count)
  }

  /// Boxes in a row share top and bottom; boxes in a column, where there are columns, share left and right.
  private func aligned(_ insets: [Insets]) -> [Insets] {
    var result = insets
    let counts = figure.rows.map(\.count)
    var start = 0
    for count in counts {
      let row = start..<start + count
      let (top, bottom) = (row.map { insets[$0].top }.max() ?? 0, row.map { insets[$0].bottom }.max() ?? 0)
      for index in row { (result[index].top, result[index].bottom) = (top, bottom) }
      start += count
    }
    guard let columns = counts.first, counts.allSatisfy({ $0 == columns }) else { return result }
    for column in 0..<columns {
      let members = stride(from: column, to: insets.count, by: columns)
      let (left, right) = (members.map { insets[$0].left }.max() ?? 0, members.map { insets[$0].right }.max() ?? 0)
      for index in members { (result[index].left, result[index].right) = (left, right) }
    }
    return result
  }

  private func places(_ insets: [Insets], _ room: Rect) -> [Rect] {
    let insets = aligned(insets)
    let rowWeights = weights(figure.rowHeights, figure.rows.count)
    let starts = figure.rows.reduce(into: [0]) { starts, row in starts.append(starts[starts.count - 1] + row.count) }
    let taken = figure.rows.indices.reduce(0.0) { sum, row in
      figure.rows[row].isEmpty ? sum : sum + insets[starts[row]].top + insets[starts[row]].bottom
    }
    let free = room.height - taken - style.panelGap * Double(figure.rows.count - 1)
    var result: [Rect] = []
    var y = room.minY
    for (row, panels) in figure.rows.enumerated() where !panels.isEmpty {
      let indices = starts[row]..<starts[row] + panels.count
      let height = free * rowWeights[row]
      y += insets[starts[row]].top
      let columnWeights = weights(figure.columnWidths, panels.count)
      let wide = indices.reduce(0.0) { $0 + insets[$1].left + insets[$1].right }
      let across = room.width - wide - style.panelGap * Double(panels.count - 1)
      var x = room.minX
      for index in indices {
        let width = across * columnWeights[index - starts[row]]
        x += insets[index].left
        let own = insets[index]
        result.append(Rect(minX: x, minY: y + own.ownTop, maxX: x + width - own.ownRight, maxY: y + height - own.ownBottom))
        x += width + insets[index].right + style.panelGap
      }
      y += height + insets[starts[row]].bottom + style.panelGap
    }
    return result
  }

  /// Shares that sum to 1; equal ones if none, too few or senseless ones are given.
  func weights(_ given: [Double]?, _ count: Int) -> [Double] {
    guard let given, given.count == count, given.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      return [Double](repeating: 1 / Double(max(count, 1)), count: count)
    }
    let sum = given.reduce(0, +)
    return given.map { $0 / sum }
  }
}
