import Foundation
import Lanes
import Testing

/// The float32 lanes' functions against libm in float64, in units in the last place: 2 ulp over all floats, and what each
/// function's documentation promises. With fused multiply-add and without.
@Suite struct ElementaryFunctionTests {
  @Test func exponential() {
    let scan = Scan("exp", Lane.exp) { x in
      let y = exp(x)
      return y < Double(Float.leastNormalMagnitude) ? 0 : y
    }
    #expect(scan.overAllFloats() <= 1.1)
    #expect(scan.over(-87.5...88.8) <= 1.1)
  }

  @Test func logarithm() {
    let scan = Scan("log", Lane.log, log)
    #expect(scan.overAllFloats() <= 2)
    #expect(scan.over(0.5...2) <= 2)
    #expect(scan.over(0.99...1.01) <= 2)
  }

  @Test func errorFunction() {
    let scan = Scan("erf", Lane.erf, erf)
    #expect(scan.overAllFloats() <= 1.6)
    #expect(scan.over(-4.5...4.5) <= 1.6)
  }

  @Test func hyperbolicTangent() {
    let scan = Scan("tanh", Lane.tanh, tanh)
    #expect(scan.overAllFloats() <= 1.2)
    #expect(scan.over(-10...10) <= 1.2)
  }

  @Test func reciprocalSquareRoot() {
    let scan = Scan("rsqrt", Lane.rsqrt) { 1 / $0.squareRoot() }
    #expect(scan.overAllFloats() <= 1.5)
    #expect(scan.over(0.5...4) <= 1.5)
  }

  @Test func valuesAtTheEndsOfTheRange() {
    #expect(value(Lane.exp, -87.34) == 0 && value(Lane.exp, -.infinity) == 0 && value(Lane.exp, 0) == 1)
    #expect(value(Lane.exp, 88.73) == .infinity && value(Lane.exp, .infinity) == .infinity)
    #expect(value(Lane.log, 0) == -.infinity && value(Lane.log, .infinity) == .infinity && value(Lane.log, 1) == 0)
    #expect(value(Lane.log, -1).isNaN && value(Lane.log, -.infinity).isNaN)
    #expect(value(Lane.erf, 10) == 1 && value(Lane.erf, -.infinity) == -1)
    #expect(value(Lane.tanh, 10) == 1 && value(Lane.tanh, -.infinity) == -1)
    #expect(value(Lane.rsqrt, 0) == .infinity && value(Lane.rsqrt, .infinity) == 0 && value(Lane.rsqrt, -1).isNaN)
    for f in [Lane.exp, Lane.log, Lane.erf, Lane.tanh, Lane.rsqrt] { #expect(value(f, .nan).isNaN) }
  }

  @Test func oddFunctionsKeepTheSignOfZero() {
    for f in [Lane.erf, Lane.tanh] { #expect(value(f, -0.0).sign == .minus && value(f, 0).sign == .plus) }
  }

  @Test func sigmoidOfFarValuesIsZeroAndOne() {
    #expect(value(Lane.sigmoid, -100) < 1e-37)
    #expect(value(Lane.sigmoid, -.infinity) == 0)
    #expect(value(Lane.sigmoid, 100) == 1)
    #expect(value(Lane.sigmoid, 0) == 0.5)
  }

  private func value(_ f: (Lane) -> Lane, _ x: Float) -> Float { f(Lane(repeating: x))[11] }
}

/// One function in lanes beside the same in float64.
private struct Scan {
  let name: String
  let function: (Lane) -> Lane
  let exact: (Double) -> Double

  init(_ name: String, _ function: @escaping (Lane) -> Lane, _ exact: @escaping (Double) -> Double) {
    (self.name, self.function, self.exact) = (name, function, exact)
  }

  /// The error over every exponent, 2,000 fractions each, both signs: subnormal numbers and NaN are among them.
  func overAllFloats() -> Deviation {
    let step: UInt32 = 4_093
    return worst(count: Int(UInt32.max / step)) { Float(bitPattern: UInt32($0) * step) }
  }

  /// The error at 200,000 evenly spaced points.
  func over(_ range: ClosedRange<Float>) -> Deviation {
    worst(count: 200_000) { range.lowerBound + (range.upperBound - range.lowerBound) * Float($0) / 199_999 }
  }

  private func worst(count: Int, _ point: (Int) -> Float) -> Deviation {
    var worst = Deviation(function: name, ulp: 0, x: 0, got: 0, exact: 0)
    for first in stride(from: 0, to: count, by: 16) {
      var x = Lane()
      for lane in 0..<16 { x[lane] = point(min(first + lane, count - 1)) }
      let y = function(x)
      for lane in 0..<16 {
        let expected = exact(Double(x[lane]))
        let deviation = Deviation(function: name, ulp: ulps(y[lane], expected), x: x[lane], got: y[lane], exact: expected)
        if deviation.ulp > worst.ulp { worst = deviation }
      }
    }
    return worst
  }

  /// The distance in units of the last place that a float of the exact value's size has; infinite if one of the two is NaN and
  /// the other not, or if one has overflowed and the other not.
  private func ulps(_ got: Float, _ exact: Double) -> Double {
    if got.isNaN && exact.isNaN { return 0 }
    let rounded = Float(exact)
    if !got.isFinite || !rounded.isFinite { return got == rounded ? 0 : .infinity }
    let unit = max(abs(exact), Double(Float.leastNormalMagnitude)).binade * Double(Float.ulpOfOne)
    return abs(Double(got) - exact) / unit
  }

  /// Where a function is furthest off, and by how much.
  struct Deviation: CustomStringConvertible {
    let function: String
    let ulp: Double
    let x: Float
    let got: Float
    let exact: Double

    var description: String { "\(function)(\(x)) is \(got), which is \(ulp) ulp off \(exact)" }

    static func <= (deviation: Deviation, limit: Double) -> Bool { deviation.ulp <= limit }
  }
}
