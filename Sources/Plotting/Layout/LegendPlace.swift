/// Where a panel's legend really goes.
enum LegendPlace: Hashable {
  case none
  /// Its top left corner, from the box's.
  case inside(Point)
  case right
  case above
  case below

  /// Follows the panel's wish; without one, looks for a place inside that no mark touches, then for one beside the box.
  ///
  /// - Parameter forcedOutside: an earlier pass found no place inside; going back and forth would never settle.
  static func find(
    _ panel: Panel, _ frame: Frame, shows: Bool, forcedOutside: Bool
  ) -> (LegendPlace, LegendLayout?) {
    let keys = shows && panel.legend != .none ? PanelLayout.keys(panel, frame) : []
    guard !keys.isEmpty else { return (.none, nil) }
    let (box, style, typesetter) = (frame.box, frame.style, frame.typesetter)
    let column = LegendLayout(keys, width: max(box.width * 0.5, 120), style: style, typesetter: typesetter)
    let flowing = LegendLayout(keys, flow: max(box.width, 60), style: style, typesetter: typesetter)
    switch panel.legend {
    case .none: return (.none, nil)
    case .inside(let corner): return (.inside(origin(corner, box, column)), column)
    case .right: return (.right, column)
    case .above: return (.above, flowing)
    case .below: return (.below, flowing)
    case .automatic:
      if !forcedOutside, let free = free(panel, frame, column) { return (.inside(free), column) }
      return flowing.rows <= 2 || box.width < 200 ? (.above, flowing) : (.right, column)
    }
  }

  private static let margin = 5.0

  private static func origin(_ corner: Legend.Corner, _ box: Rect, _ legend: LegendLayout) -> Point {
    let left = corner == .topLeft || corner == .bottomLeft
    let top = corner == .topLeft || corner == .topRight
    return Point(
      left ? margin : box.width - margin - legend.size.width,
      top ? margin * 0.4 : box.height - margin - legend.size.height)
  }

  /// The corners first, then down the right and the left side.
  private static func free(_ panel: Panel, _ frame: Frame, _ legend: LegendLayout) -> Point? {
    guard !panel.coversBox else { return nil }
    let box = frame.box
    let corners = Legend.Corner.allCases.map { origin($0, box, legend) }
    let sides = (1..<8).flatMap { step in
      let y = (box.height - legend.size.height) * Double(step) / 8
      return [Point(box.width - margin - legend.size.width, y), Point(margin, y)]
    }
    let ink = PanelLayout.knowingObstacles(panel, frame)
    let obstacles =
      PanelLayout.turned(panel, ink).flatMap { $0.mark.footprint(in: $0.frame) }
      + PanelLayout.placedLabels(panel, ink).map(\.ink)
    return (corners + sides).first { origin in
      let room = Rect(
        minX: box.minX + origin.x, minY: box.minY + origin.y, maxX: box.minX + origin.x + legend.size.width,
        maxY: box.minY + origin.y + legend.size.height)
      let clear = room.inset(by: -4)
      return box.contains(room) && !obstacles.contains { $0.overlaps(clear) }
    }
  }
}
