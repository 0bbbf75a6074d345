extension PanelLayout {
  /// Draws the panel with its box in place. `left` and `top` are the room that the grid has granted beside and above it.
  func draw(_ box: Rect, granted: Insets, on drawing: inout Drawing) {
    drawing.plotBoxes.append(box)
    let frame = Self.knowingObstacles(panel, Self.frame(panel, box, xLayout.range, yLayout.range, style, typesetter))
    if showsGrid(isX: true) { xLayout.drawGrid(box, frame.x, style, on: &drawing) }
    if showsGrid(isX: false) { yLayout.drawGrid(box, frame.y, style, on: &drawing) }
    for (mark, frame) in Self.turned(panel, frame) {
      if mark.clips {
        drawing.clipped(to: box) { mark.draw(in: frame, on: &$0) }
      } else {
        mark.draw(in: frame, on: &drawing)
      }
    }
    for label in Self.placedLabels(panel, frame) { label.draw(style, on: &drawing) }
    if panel.coversBox { drawing.stroke(.rectangle(box), Pen(.silver, width: 0.4)) }
    let bare = panel.coversBox
    xLayout.draw(box, frame.x, style, drawsLine: !bare && panel.x.ticks != .none, on: &drawing)
    yLayout.draw(box, frame.y, style, drawsLine: !bare && panel.y.ticks != .none, on: &drawing)
    drawHeading(box, granted, &drawing)
    drawLegend(box, &drawing)
    if let colorbar {
      let offset =
        colorbar.side == .right
        ? (panel.y.opposite ? yLayout.depth : 0) : (panel.x.opposite ? 0 : xLayout.depth)
      colorbar.draw(beside: box, offset: offset, on: &drawing)
    }
  }

  private func showsGrid(isX: Bool) -> Bool {
    let (axis, other) = isX ? (panel.x, panel.y) : (panel.y, panel.x)
    if let grid = axis.grid { return grid }
    if panel.coversBox || axis.isCategorical || axis.ticks == .none { return false }
    return !isX || other.isCategorical || panel.aspect == .equal
  }

  private func drawHeading(_ box: Rect, _ granted: Insets, _ drawing: inout Drawing) {
    // Letters and titles of a row stand on one line, whatever is below them.
    let top = box.minY - granted.top - granted.ownTop
    let left = letter == nil ? box.minX : box.minX - granted.left
    if let letter {
      drawing.text(letter, at: Point(left, top), Anchor(.left, .top), color: style.ink, role: .letter)
    }
    var place = Point(left + Self.headingIndent(letter), top)
    if let title {
      drawing.text(title, at: place, Anchor(.left, .top), color: style.ink, role: .panelTitle)
      place.y += title.height
    }
    if let subtitle {
      drawing.text(subtitle, at: place, Anchor(.left, .top), color: style.quiet, role: .panelSubtitle)
    }
  }

  private func drawLegend(_ box: Rect, _ drawing: inout Drawing) {
    guard let legend else { return }
    switch legendPlace {
    case .inside(let origin):
      let corner = Point(box.minX, box.minY) + origin
      let room = Rect(
        minX: corner.x, minY: corner.y, maxX: corner.x + legend.size.width, maxY: corner.y + legend.size.height)
      drawing.fill(.rectangle(room.inset(by: -2)), style.background.opacity(0.85))
      legend.draw(at: corner, style: style, on: &drawing)
    case .right:
      let beside = (panel.y.opposite ? yLayout.depth : 0) + (colorbar?.side == .right ? colorbar?.depth ?? 0 : 0)
      legend.draw(at: Point(box.maxX + beside + 10, box.minY), style: style, on: &drawing)
    case .above:
      let axisAbove = panel.x.opposite ? xLayout.depth : 0
      legend.draw(at: Point(box.minX, box.minY - axisAbove - legend.size.height - 4), style: style, on: &drawing)
    case .below:
      let axisBelow = (panel.x.opposite ? 0 : xLayout.depth) + (colorbar?.side == .below ? colorbar?.depth ?? 0 : 0)
      legend.draw(at: Point(box.minX, box.maxY + axisBelow + 4), style: style, on: &drawing)
    case .none: break
    }
  }
}
