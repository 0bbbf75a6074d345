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
    case .right: return (.right, column)
    case .above: return (.above, flowing)
    case .below: return (.below, flowing)
    case .automatic:
      if !forcedOutside, let free = free(panel, frame, column) { return (.inside(free), column) }
      return flowing.rows <= 2 || box.width < 200 ? (.above, flowing) : (.right, column)
    }
  }

  private static let margin = 5.0

  /// The corners first, then down the right and the left side.
  private static func free(_ panel: Panel, _ frame: Frame, _ legend: LegendLayout) -> Point? {
    guard !panel.coversBox else { return nil }
    let box = frame.box
    let (left, right) = (margin, box.width - margin - legend.size.width)
    let corners = [margin * 0.4, box.height - margin - legend.size.height].flatMap { [Point(right, $0), Point(left, $0)] }
    let sides = (1..<8).map { (box.height - legend.size.height) * Double($0) / 8 }.flatMap {
      [Point(right, $0), Point(left, $0)]
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
