import Foundation

/// The room a panel's labels take on each side of its box, in points.
///
/// Axes and headings are aligned with those of the neighbours: the grid grants all of them what the neediest needs. Legends and
/// colorbars are a panel's own affair and take from its own box.
struct Insets: Hashable {
  var left = 0.0
  var top = 0.0
  var right = 0.0
  var bottom = 0.0
  var ownTop = 0.0
  var ownRight = 0.0
  var ownBottom = 0.0

  func union(_ o: Insets) -> Insets {
    Insets(
      left: max(left, o.left), top: max(top, o.top), right: max(right, o.right), bottom: max(bottom, o.bottom),
      ownTop: max(ownTop, o.ownTop), ownRight: max(ownRight, o.ownRight), ownBottom: max(ownBottom, o.ownBottom))
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
  let subtitle: TextBlock?
  let letter: TextBlock?
  let colorbar: ColorbarLayout?
  let legendPlace: LegendPlace
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
    let letterBlock = letter.map { typesetter.set($0, titleStyle) }
    self.letter = letterBlock
    let scale = panel.colorbar?.scale ?? panel.marks.lazy.compactMap(\.colorScale).first
    if let bar = panel.colorbar, let scale {
      colorbar = ColorbarLayout(
        bar, scale: scale, length: bar.side == .right ? size.height : size.width, style: style, typesetter: typesetter)
    } else {
      colorbar = nil
    }

    // Beside a letter the title may use the room above the y axis' labels too.
    let indent = letterBlock == nil ? 0 : Self.headingIndent(letterBlock) - (panel.y.opposite ? 0 : yLayout.depth)
    let titleWidth = max(size.width + (colorbar?.side == .right ? colorbar?.depth ?? 0 : 0) - indent, 60)
    title = panel.title.map { typesetter.set($0, titleStyle, width: titleWidth) }
    subtitle = panel.subtitle.map { typesetter.set($0, TextStyle(size: style.tickSize), width: titleWidth) }
    let box = Rect(minX: 0, minY: 0, maxX: size.width, maxY: size.height)
    let frame = Self.frame(panel, box, xRange, yRange, style, typesetter)
    (legendPlace, legend) = LegendPlace.find(panel, frame, shows: showsLegend, forcedOutside: forcedOutside)
    insets = Self.measure(
      xLayout, yLayout, size, style, title: title, subtitle: subtitle, letter: self.letter, colorbar: colorbar, legend: legend,
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

  /// From the panel's left edge to its title.
  static func headingIndent(_ letter: TextBlock?) -> Double { letter.map { $0.width + 6 } ?? 0 }

  private static func measure(
    _ x: AxisLayout, _ y: AxisLayout, _ size: Size, _ style: Style, title: TextBlock?, subtitle: TextBlock?, letter: TextBlock?,
    colorbar: ColorbarLayout?, legend: LegendLayout?, legendPlace: LegendPlace
  ) -> Insets {
    var insets = Insets()
    if x.axis.opposite { insets.top += x.depth } else { insets.bottom += x.depth }
    if y.axis.opposite { insets.right += y.depth } else { insets.left += y.depth }
    if let colorbar {
      if colorbar.side == .right { insets.ownRight += colorbar.depth } else { insets.ownBottom += colorbar.depth }
    }
    if let legend {
      switch legendPlace {
      case .right: insets.ownRight += legend.size.width + 10
      case .above: insets.ownTop += legend.size.height + 4
      case .below: insets.ownBottom += legend.size.height + 4
      case .inside, .none: break
      }
      if legendPlace == .above || legendPlace == .below {
        insets.right = max(insets.right, legend.size.width - size.width - insets.ownRight)
      }
    }
    // Labels at the ends of an axis stick out beyond the box.
    let box = Rect(minX: 0, minY: 0, maxX: size.width, maxY: size.height)
    let (xMap, yMap) = (map(x, box), map(y, box))
    for tick in x.ticks {
      let label = tick.label.box(at: x.labelPlace(tick, box, xMap, style), x.labelAnchor, angle: -x.rotation)
      insets.left = max(insets.left, -label.minX)
      insets.right = max(insets.right, label.maxX - size.width - insets.ownRight)
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
    let heading = max((title?.height ?? 0) + (subtitle?.height ?? 0), letter?.height ?? 0)
    if heading > 0 {
      insets.top += heading + titlePad
      let start = letter == nil ? 0 : headingIndent(letter) - insets.left
      let widest = max(title?.width ?? 0, subtitle?.width ?? 0)
      insets.right = max(insets.right, start + widest - size.width - insets.ownRight)
    }
    return insets
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

  /// The frame with what its marks cover, for labels and legends to keep away from.
  static func knowingObstacles(_ panel: Panel, _ frame: Frame) -> Frame {
    var frame = frame
    frame.obstacles = turned(panel, frame).flatMap { $0.mark.footprint(in: $0.frame) }
    return frame
  }

  /// The labels of all marks' points in their places.
  ///
  /// - Parameter frame: one that knows its obstacles.
  static func placedLabels(_ panel: Panel, _ frame: Frame) -> [LabelPlacement.Placed] {
    let marks = turned(panel, frame)
    let labels = marks.flatMap { $0.mark.labels(in: $0.frame) }
    if labels.isEmpty { return [] }
    // Asked again now that the obstacles are known, marks tell where they put texts of their own too.
    let taken = marks.flatMap { $0.mark.footprint(in: $0.frame) }
    return LabelPlacement(labels, within: frame.box, avoiding: taken).placed()
  }
}
