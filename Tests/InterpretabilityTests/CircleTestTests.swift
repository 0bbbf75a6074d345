import Addition
import Foundation
import Interpretability
import Testing

@Suite struct CircleTestTests {
  /// Ten digits around a circle in two oblique dims of a wider stream, with some noise in all of them.
  private func circle(width: Int, noise: Double, turn: Double = 0.6, seed: UInt64 = 5) -> [[Double]] {
    var random = RandomStream(seed: seed, purpose: .analysis)
    return (0..<10).map { digit in
      (0..<width).map { d in
        let part = d % 2 == 0 ? cos(turn * Double(digit)) : sin(turn * Double(digit))
        return part + noise * random.normal()
      }
    }
  }

  private func random(width: Int, seed: UInt64) -> [[Double]] {
    var random = RandomStream(seed: seed, purpose: .analysis, step: 99)
    return (0..<10).map { _ in (0..<width).map { _ in random.normal() } }
  }

  @Test(arguments: [2, 4, 8]) func aPlantedCircleIsFound(width: Int) throws {
    let test = try #require(try CircleTest(try TokenGeometry(vectors: circle(width: width, noise: 0.02)), draws: 99))
    for null in CircleTest.Null.allCases {
      let comparison = try #require(test[.spread, null])
      #expect(comparison.value < 0.05 && comparison.asExtreme == 0 && comparison.p == 0.01, "\(null)")
      #expect(try #require(comparison.lower) > comparison.value)
    }
    #expect(test.stepDeviation.p <= 0.02)
  }

  /// Of vectors like those of the null distribution, p is uniform: small ones are as rare as they say.
  @Test func randomVectorsAreSeldomCalledACircle() throws {
    let tests = try (0..<40).map { seed in
      try #require(
        try CircleTest(try TokenGeometry(vectors: random(width: 5, seed: UInt64(seed))), draws: 39, seed: 7, threads: 2))
    }
    let p = try tests.map { try #require($0[.spread, .gaussian]).p }
    // The mean of 40 uniform numbers has a standard deviation of 0.046.
    #expect(abs(p.reduce(0, +) / 40 - 0.5) < 0.15, "\(p)")
    #expect(p.count { $0 <= 0.1 } <= 11, "\(p)")
    let order = tests.map(\.stepDeviation.p)
    #expect(abs(order.reduce(0, +) / 40 - 0.5) < 0.15, "\(order)")
  }

  /// Points on a circle whose digits are dealt out at random are a circle, but in no order.
  @Test func aCircleWithoutOrderIsToldApart() throws {
    let vectors = [3, 8, 0, 5, 9, 1, 6, 2, 7, 4].map { circle(width: 2, noise: 0)[$0] }
    let test = try #require(try CircleTest(try TokenGeometry(vectors: vectors), draws: 199))
    #expect(try #require(test[.spread, .gaussian]).p <= 0.01)
    #expect(test.stepDeviation.p > 0.1)
  }

  /// A short arc is nearly a line: measured by its great radius any row of points would pass for a circle.
  @Test func aBentRowIsJudgedByWhatItLeavesUnexplained() throws {
    var random = RandomStream(seed: 3, purpose: .analysis)
    let row = (0..<10).map { [Double($0), 0.3 * random.normal()] }
    let test = try #require(try CircleTest(try TokenGeometry(vectors: row), draws: 99))
    #expect(try #require(test[.radius, .gaussian]).p <= 0.05)
    #expect(try #require(test[.spread, .sameVariances]).p > 0.05)
  }

  @Test func aLineHasNoTest() throws {
    #expect(try CircleTest(try TokenGeometry(vectors: (0..<10).map { [Double($0), 1] }), draws: 9) == nil)
    #expect(try CircleTest(try TokenGeometry(vectors: (0..<10).map { [Double($0)] }), draws: 9) == nil)
  }
}
