import Foundation

/// A color in sRGB with opacity, components in 0...1.
public struct Color: Hashable, Sendable {
  /// The red component.
  public var red: Double
  /// The green component.
  public var green: Double
  /// The blue component.
  public var blue: Double
  /// 1 is opaque, 0 invisible.
  public var opacity: Double

  /// A color by its sRGB components in 0...1.
  public init(red: Double, green: Double, blue: Double, opacity: Double = 1) {
    self.red = red
    self.green = green
    self.blue = blue
    self.opacity = opacity
  }

  /// A color by its hexadecimal name: `Color(0x0072B2)`.
  public init(_ hex: UInt32) {
    self.init(
      red: Double(hex >> 16 & 255) / 255, green: Double(hex >> 8 & 255) / 255, blue: Double(hex & 255) / 255)
  }

  /// The same color, less opaque.
  public func opacity(_ opacity: Double) -> Color {
    Color(red: red, green: green, blue: blue, opacity: self.opacity * opacity)
  }

  /// This color mixed with another in OKLab: 0 is this one, 1 the other.
  public func mixed(with other: Color, _ amount: Double) -> Color {
    OKLab(self).mixed(with: OKLab(other), amount).color
  }

  /// Pure white, the paper.
  public static let white = Color(0xFFFFFF)
  /// Text and axes: black softened a little.
  public static let ink = Color(0x1F2328)
  /// Secondary text: captions and subtitles.
  public static let gray = Color(0x5F666D)
  /// Quiet marks such as reference lines.
  public static let silver = Color(0xA3A9AF)
  /// Okabe and Ito's blue.
  public static let blue = Color(0x0072B2)
  /// Okabe and Ito's orange.
  public static let orange = Color(0xE69F00)
  /// Okabe and Ito's bluish green.
  public static let green = Color(0x009E73)
  /// Okabe and Ito's vermilion.
  public static let vermilion = Color(0xD55E00)
  /// Okabe and Ito's reddish purple.
  public static let purple = Color(0xCC79A7)
  /// Okabe and Ito's sky blue.
  public static let sky = Color(0x56B4E9)

  /// The order in which marks without a color take theirs. Safe for color-blind readers: Okabe & Ito, "Color Universal Design"
  /// (2008), with gray in the place of black and yellow left out.
  public static let palette: [Color] = [blue, vermilion, green, orange, purple, sky, Color(0x6B7280)]
}

/// A color in OKLab (B. Ottosson, "A perceptual color space for image processing", 2020): equal distances look equally different.
public struct OKLab: Hashable, Sendable {
  /// Perceived lightness: 0 black, 1 white.
  public var lightness: Double
  /// Green (negative) to red (positive).
  public var a: Double
  /// Blue (negative) to yellow (positive).
  public var b: Double

  /// A color by its coordinates.
  public init(lightness: Double, a: Double, b: Double) {
    self.lightness = lightness
    self.a = a
    self.b = b
  }

  /// A color by lightness, chroma and hue in degrees (OKLCh).
  public init(lightness: Double, chroma: Double, hue: Double) {
    self.init(lightness: lightness, a: chroma * cos(hue * .pi / 180), b: chroma * sin(hue * .pi / 180))
  }

  /// The coordinates of an sRGB color.
  public init(_ color: Color) {
    func linear(_ v: Double) -> Double { v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4) }
    let (r, g, b) = (linear(color.red), linear(color.green), linear(color.blue))
    let l = cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    let m = cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    let s = cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    self.init(
      lightness: 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
      a: 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
      b: 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s)
  }

  /// Linear sRGB components, outside 0...1 where the screen cannot show the color.
  var linearRGB: (red: Double, green: Double, blue: Double) {
    func cube(_ v: Double) -> Double { v * v * v }
    let l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b)
    let m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b)
    let s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b)
    return (
      4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s, -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
      -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s
    )
  }

  /// The sRGB color, components clipped where the screen cannot follow.
  public var color: Color {
    func encoded(_ v: Double) -> Double {
      let v = min(max(v, 0), 1)
      return v <= 0.0031308 ? 12.92 * v : 1.055 * pow(v, 1 / 2.4) - 0.055
    }
    let rgb = linearRGB
    return Color(red: encoded(rgb.red), green: encoded(rgb.green), blue: encoded(rgb.blue))
  }

  /// The Euclidean distance: how different two colors look.
  public func distance(to other: OKLab) -> Double {
    let (dl, da, db) = (lightness - other.lightness, a - other.a, b - other.b)
    return (dl * dl + da * da + db * db).squareRoot()
  }

  func mixed(with other: OKLab, _ t: Double) -> OKLab {
    OKLab(
      lightness: lightness + (other.lightness - lightness) * t, a: a + (other.a - a) * t, b: b + (other.b - b) * t)
  }
}
