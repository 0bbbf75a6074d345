import Foundation
import Lanes
import Testing

@testable import Certificates

/// What float32 certificates take for granted of the engine's elementary functions, against enclosures.
///
/// `CARRYSCOPE_ALL_FLOATS=1` tries every float; otherwise one of some thousands.
@Suite struct ElementaryErrorTests {
  private static let step: UInt32 = ProcessInfo.processInfo.environment["CARRYSCOPE_ALL_FLOATS"] == "1" ? 16 : 16 * 257

  /// The first float of every sixteen in a row whose bits are in a range, and the sixteen.
  private static func forEachLane(_ bits: Range<UInt32>, _ body: @Sendable @escaping (Lane) -> Double) -> Double {
    let count = (Int(bits.upperBound - bits.lowerBound) + Int(step) - 1) / Int(step)
    let pieces = 64
    return Parallel.map(items: pieces, workers: 2, tools: { () }) { _, piece in
      var worst = 0.0
      for item in (count * piece / pieces)..<(count * (piece + 1) / pieces) {
        var lane = Lane(repeating: 0)
        for l in 0..<16 {
          lane[l] = Float(bitPattern: min(bits.lowerBound + UInt32(item) * step + UInt32(l), bits.upperBound - 1))
        }
        worst = max(worst, body(lane))
      }
      return worst
    }.max() ?? .infinity
  }

  /// How far a number is from what is enclosed, at most.
  private static func distance(_ number: Float, _ exact: Interval) -> Double { (Interval(Double(number)) - exact).magnitude }

  @Test func exponential() {
    let worst = Self.forEachLane(Float(-0.0).bitPattern..<Float(Float32Format.exponentialReach).bitPattern) { x in
      let y = Lane.expOfNonPositive(x)
      return (0..<16).reduce(0.0) { worst, l in
        let exact = Interval(Double(x[l])).exponential
        return max(worst, Self.distance(y[l], exact) / exact.lower)
      }
    }
    #expect(worst > 0.5 * Float32Format.unit && worst <= Float32Format.exponentialError, "\(worst / Float32Format.unit) units")
    // Farther down nothing but 0 in its place is worse; the enclosure has a width.
    let beyond = Self.forEachLane(Float(-87.3).bitPattern..<Float(-200).bitPattern) { x in
      let y = Lane.expOfNonPositive(x)
      return (0..<16).reduce(0.0) { worst, l in
        let exact = Interval(Double(x[l])).exponential
        return max(worst, Self.distance(y[l], exact) / exact.upper)
      }
    }
    #expect(beyond <= 1 + 1e-12)
  }

  @Test(arguments: ["GELU", "GELU by tanh", "SiLU"], [Float(0), -0.0]) func activation(name: String, sign: Float) {
    let range = (sign.bitPattern + Float(0x1p-60).bitPattern)..<(sign.bitPattern + Float(1e30).bitPattern)
    let worst = Self.forEachLane(range) { x in
      let y =
        switch name {
        case "GELU": GELU.exact(x)
        case "SiLU": x * Lane.sigmoid(x)
        default: GELU.tanhApproximation(x)
        }
      return (0..<16).reduce(0.0) { worst, l in
        let argument = Interval(Double(x[l]))
        let exact =
          switch name {
          case "GELU": argument.gelu
          case "SiLU": argument.silu
          default: argument.geluTanh
          }
        return max(worst, Self.distance(y[l], exact) / argument.magnitude)
      }
    }
    #expect(worst > 0.25 * Float32Format.unit && worst <= Float32Format.activationError, "\(worst / Float32Format.unit) units")
  }
}
