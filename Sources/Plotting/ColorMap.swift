import Foundation

/// A continuous sequence of colors over 0...1.
public struct ColorMap: Hashable, Sendable {
  /// What to call it in text and on the command line.
  public let name: String
  private let table: [Color]

  /// Samples a path through OKLab at 257 even steps, so that 0, 1/2 and 1 are hit exactly.
  init(_ name: String, _ path: (Double) -> OKLab) {
    self.name = name
    table = (0...256).map { path(Double($0) / 256).color }
  }

  /// The color at `position`, clamped to 0...1 (NaN is 0); between samples linear in sRGB, which at this spacing no eye can tell.
  public func callAsFunction(_ position: Double) -> Color {
    let place = position.isNaN ? 0 : min(max(position, 0), 1) * 256
    let index = min(Int(place), 255)
    let (low, high, t) = (table[index], table[index + 1], place - Double(index))
    return Color(
      red: low.red + (high.red - low.red) * t, green: low.green + (high.green - low.green) * t,
      blue: low.blue + (high.blue - low.blue) * t)
  }

  /// Night blue over teal to pale yellow: the default for quantities where dark means little.
  public static let lagoon = ColorMap(
    "lagoon",
    climbing(from: 0.22, to: 0.94, through: [(0.09, 285), (0.12, 262), (0.093, 228), (0.105, 178), (0.145, 125), (0.12, 105)]))

  /// Paper white to deep blue: for attention patterns and counts, where nothing should look like nothing.
  public static let paper = ColorMap(
    "paper",
    climbing(from: 0.985, to: 0.28, through: [(0.004, 230), (0.055, 225), (0.105, 238), (0.135, 252), (0.14, 262), (0.10, 268)]))

  /// Blue over near-white to red, lightness symmetric around the middle: for signed quantities, with zero in the middle.
  public static let tide = ColorMap("tide") { t in
    let arm = abs(t - 0.5) * 2
    let lightness = 0.975 - 0.565 * arm
    let chroma = 0.154 * sin(.pi / 2 * min(arm * 1.12, 1))
    return OKLab(lightness: lightness, chroma: chroma, hue: t < 0.5 ? 252 + 6 * arm : 38 - 12 * arm)
  }

  /// Van der Walt & Smith's viridis by M. Zucker's sixth-degree polynomial (within 5/255 of the published table).
  public static let viridis = ColorMap("viridis") { t in
    let coefficients: [(Double, Double, Double)] = [
      (-5.435455855934631, 4.645852612178535, 26.3124352495832), (4.776384997670288, -13.74514537774601, -65.35303263337234),
      (6.228269936347081, 14.17993336680509, 56.69055260068105), (-4.634230498983486, -5.799100973351585, -19.33244095627987),
      (-0.3308618287255563, 0.214847559468213, 0.09509516302823659), (0.1050930431085774, 1.404613529898575, 1.384590162594685),
      (0.2777273272234177, 0.005407344544966578, 0.3340998053353061),
    ]
    let rgb = coefficients.reduce((0.0, 0.0, 0.0)) { ($0.0 * t + $1.0, $0.1 * t + $1.1, $0.2 * t + $1.2) }
    return OKLab(Color(red: rgb.0, green: rgb.1, blue: rgb.2))
  }

  /// The maps that go one way, and the one with a middle.
  public static let all: [ColorMap] = [lagoon, paper, viridis, tide]

  /// A path whose lightness changes evenly while chroma and hue (degrees) glide through evenly spaced control points.
  /// The control points lie inside sRGB; a cardinal spline through their (a, b) keeps the path smooth.
  private static func climbing(from: Double, to: Double, through points: [(chroma: Double, hue: Double)]) -> (Double) -> OKLab {
    let anchors = points.map { OKLab(lightness: 0, chroma: $0.chroma, hue: $0.hue) }
    return { t in
      let place = t * Double(anchors.count - 1)
      let index = min(Int(place), anchors.count - 2)
      let u = place - Double(index)
      func anchor(_ i: Int) -> OKLab {
        if i < 0 { return anchors[0].mixed(with: anchors[1], -1) }
        if i >= anchors.count { return anchors[anchors.count - 1].mixed(with: anchors[anchors.count - 2], -1) }
        return anchors[i]
      }
      let (p0, p1, p2, p3) = (anchor(index - 1), anchor(index), anchor(index + 1), anchor(index + 2))
      func spline(_ c: KeyPath<OKLab, Double>) -> Double {
        let (a, b, c, d) = (p0[keyPath: c], p1[keyPath: c], p2[keyPath: c], p3[keyPath: c])
        return b + u / 2 * (c - a + u * (2 * a - 5 * b + 4 * c - d + u * (3 * (b - c) + d - a)))
      }
      return OKLab(lightness: from + (to - from) * t, a: spline(\.a), b: spline(\.b))
    }
  }
}
