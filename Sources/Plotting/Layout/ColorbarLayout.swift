import Foundation

/// A colorbar measured.
struct ColorbarLayout {
  let scale: ColorScale
  let side: Colorbar.Side
  private let axis: AxisLayout
  private let style: Style

  static let gap = 9.0
  static let thickness = 7.0

  /// - Parameter length: along the box, in points.
  init(_ colorbar: Colorbar, scale: ColorScale, length: Double, style: Style, typesetter: Typesetter) {
    self.scale = scale
    self.style = style
    side = colorbar.side
    var axis = Axis(colorbar.label, range: scale.range)
    if case .logarithmic = scale.domain { axis.scale = .logarithmic }
    axis.ticks = colorbar.ticks
    axis.format = colorbar.format
    axis.opposite = side == .right
    self.axis = AxisLayout(
      axis, isX: side == .below, range: scale.range, length: length, across: 80, style: style, typesetter: typesetter)
  }

  /// The room it takes beyond the box, with the gap.
  var depth: Double { Self.gap + Self.thickness + axis.depth }

  /// How far a number at the end of a lying bar may stick out beyond it.
  var overhang: Double { side == .below ? (axis.ticks.map(\.label.width).max() ?? 0) / 2 : 0 }

  /// Draws it beside `box`, its near edge `offset` points away.
  func draw(beside box: Rect, offset: Double, on drawing: inout Drawing) {
    let upright = side == .right
    let near = (upright ? box.maxX : box.maxY) + offset + Self.gap
    let bar =
      upright
      ? Rect(minX: near, minY: box.minY, maxX: near + Self.thickness, maxY: box.maxY)
      : Rect(minX: box.minX, minY: near, maxX: box.maxX, maxY: near + Self.thickness)
    let length = upright ? bar.height : bar.width
    let steps = 256
    for step in 0..<steps {
      let (a, b) = (Double(step) / Double(steps), Double(step + 1) / Double(steps))
      // Each piece reaches under the next, so that no seam shows.
      let end = min(b * length + 0.4, length)
      let piece =
        upright
        ? Rect(minX: bar.minX, minY: bar.maxY - end, maxX: bar.maxX, maxY: bar.maxY - a * length)
        : Rect(minX: bar.minX + a * length, minY: bar.minY, maxX: bar.minX + end, maxY: bar.maxY)
      drawing.fill(.rectangle(piece), scale.map((a + b) / 2))
    }
    drawing.stroke(.rectangle(bar), Pen(.silver, width: 0.4))
    let map = AxisMap(
      range: scale.range, logarithmic: axis.axis.scale == .logarithmic, start: upright ? bar.maxY : bar.minX,
      end: upright ? bar.minY : bar.maxX)
    axis.draw(bar, map, style, drawsLine: false, on: &drawing)
  }
}
