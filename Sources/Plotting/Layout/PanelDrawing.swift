extension PanelLayout {
  /// Draws the panel with its box in place. `left` and `top` are the room that the grid has granted beside and above it.
  func draw(_ box: Rect, granted: Insets, on drawing: inout Drawing) {
    drawing.plotBoxes.append(box)
    let frame = Self.frame(panel, box, xLayout.range, yLayout.range, style, typesetter)
    if showsGrid(isX: true) { xLayout.drawGrid(box, frame.x, style, on: &drawing) }
    if showsGrid(isX: false) { yLayout.drawGrid(box, frame.y, style, on: &drawing) }
    for (mark, frame) in Self.turned(panel, frame) {
      if mark.clips {
        drawing.clipped(to: box) { mark.draw(in: frame, on: &$0) }
      } else {
        mark.draw(in: frame, on: &drawing)
      }
    }
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
    let axisAbove = panel.x.opposite ? xLayout.depth : 0
    let legendAbove = legendPlace == .above ? (legend?.size.height ?? 0) + 4 : 0
    let bottom = box.minY - axisAbove - legendAbove - Self.titlePad
    let height = [title?.height, letter?.height].compactMap(\.self).max() ?? 0
    if let letter {
      drawing.text(
        letter, at: Point(box.minX - granted.left, bottom - height), Anchor(.left, .top), color: style.ink, role: .letter)
    }
    if let title {
      drawing.text(title, at: Point(box.minX, bottom - height), Anchor(.left, .top), color: style.ink, role: .panelTitle)
    }
  }

  private func drawLegend(_ box: Rect, _ drawing: inout Drawing) {
    guard let legend else { return }
    switch legendPlace {
    case .inside(let corner):
      let room = Self.rect(corner, box, legend)
      drawing.fill(.rectangle(room.inset(by: -2)), style.background.opacity(0.85))
      legend.draw(at: Point(room.minX, room.minY), style: style, on: &drawing)
    case .right:
      let beside = (panel.y.opposite ? yLayout.depth : 0) + (colorbar?.side == .right ? colorbar?.depth ?? 0 : 0)
      legend.draw(at: Point(box.maxX + beside + 10, box.minY), style: style, on: &drawing)
    case .above:
      let axisAbove = panel.x.opposite ? xLayout.depth : 0
      legend.draw(at: Point(box.minX, box.minY - axisAbove - legend.size.height - 4), style: style, on: &drawing)
    case .below:
      let axisBelow = (panel.x.opposite ? 0 : xLayout.depth) + (colorbar?.side == .below ? colorbar?.depth ?? 0 : 0)
      legend.draw(at: Point(box.minX, box.maxY + axisBelow + 4), style: style, on: &drawing)
    case .automatic, .none: break
    }
  }
}
