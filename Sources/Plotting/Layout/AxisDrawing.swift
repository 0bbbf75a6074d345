import Foundation

extension AxisLayout {
  func drawGrid(_ box: Rect, _ map: AxisMap, _ style: Style, on drawing: inout Drawing) {
    let pen = Pen(style.gridColor, width: style.gridWidth)
    for tick in ticks {
      let place = map(tick.value)
      drawing.stroke(
        isX ? .line(Point(place, box.minY), Point(place, box.maxY)) : .line(Point(box.minX, place), Point(box.maxX, place)), pen)
    }
  }

  /// The line, the ticks, their labels, the brackets of groups, the axis' label.
  func draw(_ box: Rect, _ map: AxisMap, _ style: Style, drawsLine: Bool, on drawing: inout Drawing) {
    let pen = Pen(style.ink, width: style.axisWidth)
    let side = isX ? (axis.opposite ? box.minY : box.maxY) : (axis.opposite ? box.maxX : box.minX)
    let outwards = (isX != axis.opposite) ? 1.0 : -1.0
    /// The point `along` the axis and `out` points away from the box.
    func at(_ along: Double, _ out: Double) -> Point {
      isX ? Point(along, side + outwards * out) : Point(side + outwards * out, along)
    }
    if drawsLine {
      let half = style.axisWidth / 2
      drawing.stroke(isX ? .line(at(box.minX - half, 0), at(box.maxX, 0)) : .line(at(box.minY, 0), at(box.maxY + half, 0)), pen)
    }
    if drawsTickMarks {
      for tick in ticks { drawing.stroke(.line(at(map(tick.value), 0), at(map(tick.value), style.tickLength)), pen) }
      for value in minor {
        drawing.stroke(
          .line(at(map(value), 0), at(map(value), style.tickLength * 0.6)), Pen(style.ink, width: style.axisWidth * 0.7))
      }
    }
    for tick in ticks {
      drawing.text(
        tick.label, at: labelPlace(tick, box, map, style), labelAnchor, angle: -rotation, color: style.ink,
        role: isX ? .xTick : .yTick)
    }
    for (group, label) in groups {
      let inset = 0.5 - min(0.12, 1.5 / max(map.unit, 1))
      let (a, b) = (map(Double(group.members.lowerBound) - inset), map(Double(group.members.upperBound - 1) + inset))
      let out = tickDepth + Self.bracketPad
      drawing.stroke(.line(at(a, out), at(b, out)), Pen(style.quiet, width: 0.7))
      let place = at((a + b) / 2, out + 2)
      let vertical: Anchor.Vertical = isX == axis.opposite ? .bottom : isX ? .top : .bottom
      drawing.text(label, at: place, Anchor(.center, vertical), angle: isX ? 0 : -.pi / 2, color: style.quiet, role: .group)
    }
    if let label {
      let out = tickDepth + groupDepth + Self.labelPad
      let place = isX ? at(box.center.x, out) : at(box.center.y, out)
      // Turned left, an upright label's bottom faces the box on a left axis and its top on a right one.
      let anchor = Anchor(.center, isX ? (axis.opposite ? .bottom : .top) : (axis.opposite ? .top : .bottom))
      drawing.text(label, at: place, anchor, angle: isX ? 0 : -.pi / 2, color: style.ink, role: .axisLabel)
    }
  }
}
