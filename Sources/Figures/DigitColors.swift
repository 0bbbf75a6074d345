import Plotting

/// The color of a digit or of a digit's place, 0...9: dark to light, so that order is seen without a legend.
///
/// The map's ends are left out: the lightest would be lost on paper.
enum DigitColors {
  static let scale = ColorScale(.viridis, .linear(-0.5...10.5))

  /// Points colored by the values 0, 1, 2, ...
  static func coloring(count: Int) -> Scatter.Coloring { .values((0..<count).map(Double.init), scale) }
}

/// The colors of the three numbers and of what stands between them.
enum NumberColors {
  static let x = Color.blue
  static let y = Color.vermilion
  static let z = Color.green
  static let other = Color.gray
}
