import Foundation

/// From values on one axis to places on the page.
public struct AxisMap: Hashable, Sendable {
  /// The values at the ends.
  public let range: ClosedRange<Double>
  /// Whether the logarithm is even.
  public let logarithmic: Bool
  let start: Double
  let end: Double

  /// The place of a value, in points; NaN if it has none. Far-away values stay near enough for cairo's fixed-point numbers.
  public func callAsFunction(_ value: Double) -> Double {
    let fraction =
      logarithmic
      ? (value > 0 ? log(value / range.lowerBound) / log(range.upperBound / range.lowerBound) : .nan)
      : (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    if fraction.isNaN { return .nan }
    return start + min(max(fraction, -1000), 1000) * (end - start)
  }

  /// Points per data unit, for lengths on linear axes; always positive.
  var unit: Double { abs(end - start) / (range.upperBound - range.lowerBound) }
}

/// What a mark needs in order to draw itself: the axes' box, the two maps, the colors that are its turn.
public struct Frame {
  /// The box between the axes, in points.
  public let box: Rect
  /// The horizontal map.
  public let x: AxisMap
  /// The vertical map.
  public let y: AxisMap
  /// Sizes, fonts and colors.
  public let style: Style
  /// Measures text.
  public let typesetter: Typesetter
  /// The palette, turned so that the mark's first color is the first.
  public let palette: [Color]

  /// Where marks of the panel put ink, for labels to keep away from; empty while the marks are still being asked for it.
  public var obstacles: [Rect] = []

  /// The place of a pair of values; nil if either has none.
  public func point(_ x: Double, _ y: Double) -> Point? {
    let p = Point(self.x(x), self.y(y))
    return p.x.isFinite && p.y.isFinite ? p : nil
  }

  /// The mark's `n`th color, counted from 0.
  public func color(_ n: Int = 0) -> Color { palette.isEmpty ? style.ink : palette[n % palette.count] }

  /// The same frame for a mark whose turn begins `offset` colors later.
  func turning(by offset: Int) -> Frame {
    let turned = palette.indices.map { palette[($0 + offset) % palette.count] }
    return Frame(box: box, x: x, y: y, style: style, typesetter: typesetter, palette: turned, obstacles: obstacles)
  }
}
