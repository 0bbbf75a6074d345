import Foundation

/// The room a panel's labels take on each side of its box, in points.
struct Insets: Hashable {
  var left = 0.0
  var top = 0.0
  var right = 0.0
  var bottom = 0.0

  func union(_ o: Insets) -> Insets {
    Insets(left: max(left, o.left), top: max(top, o.top), right: max(right, o.right), bottom: max(bottom, o.bottom))
  }
}

/// A panel measured for a box of a certain size.
struct PanelLayout {
  let panel: Panel
  let style: Style
  let typesetter: Typesetter
  /// The size of the box; smaller than its place where units are equal.
  let size: Size
  let xLayout: AxisLayout
  let yLayout: AxisLayout
  let title: TextBlock?
  let letter: TextBlock?
  let colorbar: ColorbarLayout?
  /// Where the legend really goes.
  let legendPlace: Legend
  let legend: LegendLayout?
  let insets: Insets

  static let titlePad = 5.0

  /// - Parameters:
  ///   - place: the room for the box.
  ///   - forcedOutside: the legend found no corner in an earlier pass and stays outside, or the passes would not settle.
  init(
    _ panel: Panel, letter: String?, place: Size, showsLegend: Bool, forcedOutside: Bool, style: Style, typesetter: Typesetter
  ) {
    self.panel = panel
    self.style = style
    self.typesetter = typesetter
    let extent = panel.extent
    var xRange = panel.x.resolvedRange(extent.x)
    var yRange = panel.y.resolvedRange(extent.y)
    size = Self.fit(panel, &xRange, &yRange, place)
    xLayout = AxisLayout(
      panel.x, isX: true, range: xRange, length: size.width, across: max(size.height * 0.6, 40), style: style,
      typesetter: typesetter)
    yLayout = AxisLayout(
      panel.y, isX: false, range: yRange, length: size.height, across: max(size.width * 0.45, 50), style: style,
      typesetter: typesetter)
    let titleStyle = TextStyle(size: style.panelTitleSize, weight: .semibold)
    let titleWidth = max(size.width, 60)
    title = panel.title.map { typesetter.set($0, titleStyle, width: titleWidth) }
    self.letter = letter.map { typesetter.set($0, titleStyle) }
    let scale = panel.colorbar?.scale ?? panel.marks.lazy.compactMap(\.colorScale).first
    if let bar = panel.colorbar, let scale {
      colorbar = ColorbarLayout(
        bar, scale: scale, length: bar.side == .right ? size.height : size.width, style: style, typesetter: typesetter)
    } else {
      colorbar = nil
    }

    let frame = Self.frame(panel, Rect(minX: 0, minY: 0, maxX: size.width, maxY: size.height), xRange, yRange, style, typesetter)
    let keys = showsLegend && panel.legend != .none ? Self.keys(panel, frame) : []
    if keys.isEmpty {
      (legendPlace, legend) = (.none, nil)
    } else {
      let column = LegendLayout(keys, width: max(size.width * 0.5, 60), style: style, typesetter: typesetter)
      switch panel.legend {
      case .automatic:
        if !forcedOutside, let corner = Self.freeCorner(panel, frame, column) {
          legendPlace = .inside(corner)
        } else {
          legendPlace = .right
        }
        legend = column
      case .above, .below:
        legendPlace = panel.legend
        legend = LegendLayout(keys, flow: max(size.width, 60), style: style, typesetter: typesetter)
      default: (legendPlace, legend) = (panel.legend, column)
      }
    }
    insets = Self.measure(
      xLayout, yLayout, size, style, title: title, letter: self.letter, colorbar: colorbar, legend: legend,
      legendPlace: legendPlace)
  }

  /// The box within its place. With equal units either the ranges grow or the box shrinks.
  private static func fit(
    _ panel: Panel, _ xRange: inout ClosedRange<Double>, _ yRange: inout ClosedRange<Double>, _ place: Size
  ) -> Size {
    guard panel.aspect == .equal, panel.x.scale != .logarithmic, panel.y.scale != .logarithmic else { return place }
    let (xSpan, ySpan) = (xRange.upperBound - xRange.lowerBound, yRange.upperBound - yRange.lowerBound)
    let unit = max(min(place.width / xSpan, place.height / ySpan), 1e-12)
    func grown(_ r: ClosedRange<Double>, to span: Double) -> ClosedRange<Double> {
      let middle = (r.lowerBound + r.upperBound) / 2
      return middle - span / 2...middle + span / 2
    }
    var size = Size(width: xSpan * unit, height: ySpan * unit)
    let fixedX = panel.x.range != nil || panel.x.isCategorical || panel.coversBox
    let fixedY = panel.y.range != nil || panel.y.isCategorical || panel.coversBox
    if !fixedX, place.width > size.width {
      xRange = grown(xRange, to: place.width / unit)
      size.width = place.width
    }
    if !fixedY, place.height > size.height {
      yRange = grown(yRange, to: place.height / unit)
      size.height = place.height
    }
    return size
  }

  private static func measure(
    _ x: AxisLayout, _ y: AxisLayout, _ size: Size, _ style: Style, title: TextBlock?, letter: TextBlock?,
    colorbar: ColorbarLayout?, legend: LegendLayout?, legendPlace: Legend
  ) -> Insets {
    var insets = Insets()
    if x.axis.opposite { insets.top += x.depth } else { insets.bottom += x.depth }
    if y.axis.opposite { insets.right += y.depth } else { insets.left += y.depth }
    if let colorbar { if colorbar.side == .right { insets.right += colorbar.depth } else { insets.bottom += colorbar.depth } }
    if let legend {
      switch legendPlace {
      case .right: insets.right += legend.size.width + 10
      case .above: insets.top += legend.size.height + 4
      case .below: insets.bottom += legend.size.height + 4
      default: break
      }
    }
    // Labels at the ends of an axis stick out beyond the box.
    let box = Rect(minX: 0, minY: 0, maxX: size.width, maxY: size.height)
    let (xMap, yMap) = (map(x, box), map(y, box))
    for tick in x.ticks {
      let label = tick.label.box(at: x.labelPlace(tick, box, xMap, style), x.labelAnchor, angle: -x.rotation)
      insets.left = max(insets.left, -label.minX)
      insets.right = max(insets.right, label.maxX - size.width)
    }
    for tick in y.ticks {
      let label = tick.label.inkBox(at: y.labelPlace(tick, box, yMap, style), y.labelAnchor)
      insets.top = max(insets.top, -label.minY)
      insets.bottom = max(insets.bottom, label.maxY - size.height)
    }
    if let label = y.label {
      insets.top = max(insets.top, (label.width - size.height) / 2)
      insets.bottom = max(insets.bottom, (label.width - size.height) / 2)
    }
    if let heading = [title?.height, letter?.height].compactMap(\.self).max() {
      insets.top += heading + titlePad
      // The letter stands to the left of the title, where tick labels leave no room of their own.
      if let letter { insets.left = max(insets.left, letter.width + 5) }
      if let title { insets.right = max(insets.right, title.width - size.width) }
    }
    return insets
  }

  private static func freeCorner(_ panel: Panel, _ frame: Frame, _ legend: LegendLayout) -> Legend.Corner? {
    guard !panel.coversBox else { return nil }
    let ink = turned(panel, frame).flatMap { $0.mark.footprint(in: $0.frame) }
    return Legend.Corner.allCases.first { corner in
      let room = rect(corner, frame.box, legend)
      let clear = room.inset(by: -2)
      return frame.box.contains(room) && !ink.contains { $0.overlaps(clear) }
    }
  }

  static func rect(_ corner: Legend.Corner, _ box: Rect, _ legend: LegendLayout) -> Rect {
    let margin = 5.0
    let left = corner == .topLeft || corner == .bottomLeft
    let top = corner == .topLeft || corner == .topRight
    let x = left ? box.minX + margin : box.maxX - margin - legend.size.width
    let y = top ? box.minY + margin * 0.4 : box.maxY - margin - legend.size.height
    return Rect(minX: x, minY: y, maxX: x + legend.size.width, maxY: y + legend.size.height)
  }

  /// The marks, each with a frame in which the palette begins at its turn.
  static func turned(_ panel: Panel, _ frame: Frame) -> [(mark: any Mark, frame: Frame)] {
    var turn = 0
    return panel.marks.map { mark in
      defer { turn += mark.paletteColors }
      return (mark, frame.turning(by: turn))
    }
  }

  static func keys(_ panel: Panel, _ frame: Frame) -> [LegendKey] {
    turned(panel, frame).flatMap { $0.mark.keys(in: $0.frame) }
  }

  static func map(_ layout: AxisLayout, _ box: Rect) -> AxisMap {
    axisMap(layout.axis, isX: layout.isX, layout.range, box)
  }

  private static func axisMap(_ axis: Axis, isX: Bool, _ range: ClosedRange<Double>, _ box: Rect) -> AxisMap {
    // Pages run downwards: so do categories and the rows of a matrix, but not numbers.
    let reversed = axis.reversed ?? (!isX && axis.isCategorical)
    let (low, high) = isX ? (box.minX, box.maxX) : (box.maxY, box.minY)
    return AxisMap(
      range: range, logarithmic: axis.scale == .logarithmic, start: reversed ? high : low, end: reversed ? low : high)
  }

  static func frame(
    _ panel: Panel, _ box: Rect, _ xRange: ClosedRange<Double>, _ yRange: ClosedRange<Double>, _ style: Style,
    _ typesetter: Typesetter
  ) -> Frame {
    var y = panel.y
    if y.reversed == nil, panel.coversBox { y.reversed = true }
    return Frame(
      box: box, x: axisMap(panel.x, isX: true, xRange, box), y: axisMap(y, isX: false, yRange, box), style: style,
      typesetter: typesetter, palette: style.palette)
  }
}
