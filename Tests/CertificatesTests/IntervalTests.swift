import Foundation
import ReferenceModels
import Testing

@testable import Certificates

/// Enclosures: that they hold what they should, and little more.
@Suite struct IntervalTests {
  /// libm is right to a few units in the last place.
  @Test(arguments: IntervalOperation.all) func holdsWhatTheMathLibrarySays(_ operation: IntervalOperation) {
    for (a, b, x, y) in operation.cases(20_000) {
      let result = operation.evaluate(a, b)
      let value = operation.approximate(x, y)
      guard value.isFinite else { continue }
      let slack = 1e-13 * max(value.magnitude, 1e-2) * max(1, operation.description.contains("tanh") ? x.magnitude : 1)
      let isHeld = result.lower <= value + slack && value - slack <= result.upper
      #expect(isHeld, "\(operation) of \(a), \(b) at \(x), \(y): \(result)")
    }
  }

  /// A point's image is narrow.
  @Test(arguments: IntervalOperation.all) func isNarrow(_ operation: IntervalOperation) {
    var random = SystemIndependentGenerator(state: 5)
    for _ in 0..<2_000 {
      var x = Double.random(in: -5...5, using: &random)
      if operation.needsPositive { x = x.magnitude }
      let result = operation.evaluate(Interval(x), Interval(Double.random(in: 1...2, using: &random)))
      #expect(result.width <= 3e-13 * max(result.magnitude, 1), "\(operation) of \(x): \(result)")
    }
  }

  /// A million and more where `CARRYSCOPE_INTERVAL_CASES` says so.
  @Test(.enabled(if: Python.has("flint"), "\(Python.interpreter) lacks flint (pip install python-flint)"))
  func holdsWhatArbSays() throws {
    let count = ProcessInfo.processInfo.environment["CARRYSCOPE_INTERVAL_CASES"].flatMap(Int.init) ?? 4_000
    var rows: [Double] = []
    for (index, operation) in IntervalOperation.all.enumerated() {
      for (a, b, x, y) in operation.cases(count) {
        let result = operation.evaluate(a, b)
        rows += [Double(index), a.lower, a.upper, b.lower, b.upper, x, y, result.lower, result.upper]
      }
    }
    let path = FileManager.default.temporaryDirectory.appending(path: "intervals-\(UUID().uuidString)").path
    try rows.withUnsafeBytes { try Data($0).write(to: URL(filePath: path)) }
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Python.run(script: "check_intervals.py", path)
  }

  @Test func roundingGoesBeyondTheNeighbor() {
    var random = SystemIndependentGenerator(state: 1)
    for _ in 0..<200_000 {
      let x = Double(bitPattern: random.next())
      guard x.isFinite else { continue }
      #expect(Interval.up(x) >= x.nextUp && Interval.down(x) <= x.nextDown)
    }
    for x in [0, 5e-324, -5e-324, .leastNormalMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 1, 2, 0x1p-970] {
      #expect(Interval.up(x) >= x.nextUp && Interval.down(x) <= x.nextDown)
    }
    #expect(Interval.up(.nan) == .infinity && Interval.down(.nan) == -.infinity)
  }

  @Test func edges() {
    let whole = Interval.entire
    #expect(Interval(1) / Interval(-1, 1) == whole && Interval(1) / .zero == whole)
    #expect(Interval(.infinity) == whole && Interval(.nan) == whole)
    #expect((Interval(1e308) + Interval(1e308)).upper == .infinity && (Interval(1e308) + Interval(1e308)).lower <= 2e308)
    #expect((Interval.zero * whole).contains(0))
    #expect((Interval(0, 1) * Interval(1, .infinity)).contains(Interval(0, .infinity)))
    #expect((Interval(-1, 0) * Interval(-.infinity, 2)).contains(Interval(-2, .infinity)))
    #expect(whole.exponential.lower >= 0 && whole.exponential.upper == .infinity)
    #expect(whole.errorFunction == Interval(-1, 1) && whole.logistic == Interval(0, 1))
    #expect(whole.sine == Interval(-1, 1) && Interval(0, 10).cosine == Interval(-1, 1))
    #expect(whole.silu.lower <= -0.2784 && whole.silu.lower > -0.2785 && whole.silu.upper == .infinity)
    #expect(Interval(-4, -1).squareRoot == whole && Interval(-1, 4).squareRoot.lower == 0)
    #expect(Interval(1, 2).intersection(Interval(3, 4)) == nil)
    #expect(Interval(-3, 2).squared.lower == 0 && Interval(-3, 2).squared.upper >= 9)
    #expect(whole.middle == 0 && Interval(-.infinity, 3).middle == 3 && Interval(-1e308, 1.7e308).middle.isFinite)
    #expect(Interval.dot([.zero, Interval(2)], [whole, Interval(3)]).contains(6))
    #expect(Interval.dot([.zero], [whole]).isZero)
  }

  /// The brackets in which activations turn, by the signs at their ends: what `silu` and the others rest on.
  @Test func turningPointsAreBracketed() {
    func sign(_ f: (Interval) -> Interval, _ x: Double) -> Int {
      let value = f(Interval(x))
      return value.lower > 0 ? 1 : value.upper < 0 ? -1 : 0
    }
    let bracket = SiLUShape.minimumAt
    #expect(sign({ $0.siluDerivative }, bracket.lower) == -1 && sign({ $0.siluDerivative }, bracket.upper) == 1)
    let peak = SiLUShape.peakAt
    func second(_ x: Interval) -> Interval { Interval(2) - x * (x * Interval(0.5)).hyperbolicTangent }
    #expect(sign(second, peak.lower) == 1 && sign(second, peak.upper) == -1)
    let gelu = GELUShape.minimumAt
    #expect(sign({ $0.geluDerivative }, gelu.lower) == -1 && sign({ $0.geluDerivative }, gelu.upper) == 1)
    #expect(SiLUShape.peak < 1.09983933 && SiLUShape.trough > -0.09983933 && GELUShape.peak < 1.1289043)
  }
}
