import Addition
import Foundation
import Interpretability
import Testing

@Suite struct CircleFitTests {
  /// Points around (3, -2) at radius 1.7.
  private func points(_ count: Int, sweep: Double, noise: Double = 0, seed: UInt64 = 1) -> [[Double]] {
    var random = RandomStream(seed: seed, purpose: .analysis)
    return (0..<count).map { i in
      let angle = 0.4 + sweep * Double(i) / Double(count)
      return [
        3 + 1.7 * cos(angle) + noise * random.normal(), -2 + 1.7 * sin(angle) + noise * random.normal(),
      ]
    }
  }

  @Test(arguments: [6.28, 2.6, 0.5])
  func findsAnExactCircle(sweep: Double) throws {
    let fit = try #require(try CircleFit(points(10, sweep: sweep)))
    #expect(abs(fit.center[0] - 3) < 1e-8 && abs(fit.center[1] + 2) < 1e-8)
    #expect(abs(fit.radius - 1.7) < 1e-8)
    #expect(fit.relativeResidual < 1e-8)
  }

  @Test func findsANoisyCircleWithinItsNoise() throws {
    let fit = try #require(try CircleFit(points(400, sweep: 2 * .pi, noise: 0.05)))
    #expect(abs(fit.center[0] - 3) < 0.02 && abs(fit.center[1] + 2) < 0.02)
    #expect(abs(fit.radius - 1.7) < 0.02)
    #expect((0.04...0.06).contains(fit.residual))
  }

  /// The algebraic fit alone would come out too small on a short noisy arc; no circle nearby may be closer.
  @Test func isALocalMinimumOfTheDistances() throws {
    let arc = points(40, sweep: 1.2, noise: 0.05)
    let fit = try #require(try CircleFit(arc))
    func cost(_ dx: Double, _ dy: Double, _ dr: Double) -> Double {
      arc.reduce(0) {
        let distance = hypot($1[0] - fit.center[0] - dx, $1[1] - fit.center[1] - dy) - fit.radius - dr
        return $0 + distance * distance
      }
    }
    #expect(abs((cost(0, 0, 0) / 40).squareRoot() - fit.residual) < 1e-12)
    for step in [-1e-3, 1e-3] {
      #expect(cost(step, 0, 0) > cost(0, 0, 0))
      #expect(cost(0, step, 0) > cost(0, 0, 0))
      #expect(cost(0, 0, step) > cost(0, 0, 0))
    }
  }

  @Test func hasNoCircleForALineOrTooFewPoints() throws {
    #expect(try CircleFit((0..<10).map { [Double($0), 2 * Double($0) + 1] }) == nil)
    #expect(try CircleFit([[0, 0], [1, 1]]) == nil)
    #expect(try CircleFit([[1, 1], [1, 1], [1, 1], [1, 1]]) == nil)
  }

  @Test func refusesWhatIsNoNumber() {
    #expect(throws: AnalysisError.self) { try CircleFit([[0, 1], [.nan, 0], [1, 0]]) }
  }
}
