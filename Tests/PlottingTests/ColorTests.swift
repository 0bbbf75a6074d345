import Foundation
import Plotting
import Testing

@Suite struct ColorTests {
  private static let steps = 256

  private func samples(_ map: ColorMap) -> [OKLab] {
    (0...Self.steps).map { OKLab(map(Double($0) / Double(Self.steps))) }
  }

  @Test func oklabOfKnownColors() {
    let white = OKLab(.white)
    #expect(abs(white.lightness - 1) < 1e-4 && abs(white.a) < 1e-4 && abs(white.b) < 1e-4)
    // Ottosson's table: sRGB red.
    let red = OKLab(Color(0xFF0000))
    #expect(abs(red.lightness - 0.6280) < 1e-3 && abs(red.a - 0.2249) < 1e-3 && abs(red.b - 0.1258) < 1e-3)
    for color in Color.palette { #expect(OKLab(OKLab(color).color).distance(to: OKLab(color)) < 1e-5) }
  }

  /// Our own maps lie wholly inside sRGB: a clipped component would bend the lightness away from the straight line.
  @Test(arguments: [ColorMap.lagoon, .paper]) func lightnessChangesEvenly(_ map: ColorMap) {
    let colors = samples(map)
    let step = (colors[Self.steps].lightness - colors[0].lightness) / Double(Self.steps)
    #expect(abs(step) > 0.0025)
    for (a, b) in zip(colors, colors.dropFirst()) { #expect(abs((b.lightness - a.lightness) / step - 1) < 0.02) }
    let distances = zip(colors, colors.dropFirst()).map { $0.distance(to: $1) }
    let (least, most) = (distances.min() ?? 0, distances.max() ?? 1)
    #expect(most / least < 1.5)
  }

  @Test func divergingIsSymmetricAndMonotone() {
    let colors = samples(.tide)
    let middle = Self.steps / 2
    #expect(colors[middle].lightness > 0.95)
    #expect(colors[middle].distance(to: OKLab(lightness: colors[middle].lightness, a: 0, b: 0)) < 0.005)
    for k in 1...middle {
      #expect(abs(colors[middle - k].lightness - colors[middle + k].lightness) < 0.002)
      #expect(colors[middle - k].lightness < colors[middle - k + 1].lightness)
      #expect(colors[middle + k].lightness < colors[middle + k - 1].lightness)
      // Blue on the one side, red on the other.
      #expect(colors[middle - k].b < 0 && colors[middle + k].a > 0)
    }
  }

  @Test func viridisIsViridis() {
    for (position, hex) in [(0.0, 0x440154), (0.25, 0x3B528B), (0.5, 0x21918C), (0.75, 0x5EC962), (1, 0xFDE725)]
      as [(Double, UInt32)]
    {
      let (got, wanted) = (ColorMap.viridis(position), Color(hex))
      for (a, b) in [(got.red, wanted.red), (got.green, wanted.green), (got.blue, wanted.blue)] {
        #expect(abs(a - b) < 5.0 / 255)
      }
    }
  }

  /// Simulated by Viénot, Brettel & Mollon (1999), the palette's colors stay apart for dichromats.
  @Test func paletteIsSafeForColorBlindReaders() {
    func linear(_ v: Double) -> Double { v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4) }
    func encoded(_ v: Double) -> Double { v <= 0.0031308 ? 12.92 * v : 1.055 * pow(v, 1 / 2.4) - 0.055 }
    let protan = (0.11238, 0.88762, 0.00401)
    let deutan = (0.29275, 0.70725, -0.02234)
    for (mix, other, bluish) in [(protan.0, protan.1, protan.2), (deutan.0, deutan.1, deutan.2)] {
      let seen = Color.palette.prefix(6).map { color -> OKLab in
        let (r, g, b) = (linear(color.red), linear(color.green), linear(color.blue))
        let rg = mix * r + other * g
        return OKLab(Color(red: encoded(rg), green: encoded(rg), blue: encoded(min(max(bluish * (r - g) + b, 0), 1))))
      }
      for (index, a) in seen.enumerated() {
        for b in seen[(index + 1)...] { #expect(a.distance(to: b) > 0.06) }
      }
    }
  }

  @Test func scalesPlaceValues() {
    let linear = ColorScale(.lagoon, .linear(10...20))
    #expect(linear.position(of: 15) == 0.5)
    #expect(linear.position(of: -3) == 0 && linear.position(of: .infinity) == 1)
    #expect(linear.position(of: .nan) == nil && linear(.nan) == linear.missing)
    #expect(ColorScale(.tide, .symmetric(4)).position(of: 0) == 0.5)
    let log = ColorScale(.lagoon, .logarithmic(1e-4...1))
    #expect(abs((log.position(of: 1e-2) ?? 0) - 0.5) < 1e-12)
    #expect(log.position(of: 0) == nil)
  }

  @Test func scalesFitTheirValues() {
    #expect(ColorScale.diverging(over: [-1, 3, .nan]).range == -3...3)
    #expect(ColorScale.sequential(over: [2, 5, .infinity]).range == 2...5)
    // No width, no values: still a place for everything.
    #expect(ColorScale.sequential(over: [7, 7]).range == 7...14)
    #expect(ColorScale.sequential(over: []).position(of: 0.5) != nil)
    #expect(ColorScale.diverging(over: [0, 0]).position(of: 0) == 0.5)
    for domain in [.symmetric(.nan), .linear(-.infinity ... .infinity), .logarithmic(-1...0)] as [ColorScale.Domain] {
      let scale = ColorScale(.lagoon, domain)
      #expect(scale.range.lowerBound.isFinite && scale.range.upperBound.isFinite && scale.position(of: 0.5) != nil)
    }
  }
}
