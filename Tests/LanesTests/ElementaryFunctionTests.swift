import Foundation
import Lanes
import Testing

/// The float32 lanes' functions against libm in float64, in units in the last place.
@Suite struct ElementaryFunctionTests {
  @Test func expIsAccurateOverItsRange() {
    #expect(worst(from: -87.3, to: 88.7, Lane.exp, Foundation.exp) <= 1.5)
    #expect(worst(from: -1, to: 1, Lane.exp, Foundation.exp) <= 1.5)
  }

  @Test func expGoesToZeroAndStaysFinite() {
    let y = Lane.exp(Lane(repeating: -1e30))
    #expect(y[0] == 0 && y[15] == 0)
    #expect(Lane.exp(Lane(repeating: -87.34))[3] == 0)
    #expect(Lane.exp(Lane(repeating: 200))[3].isFinite)
    #expect(Lane.exp(Lane(repeating: 0))[7] == 1)
  }

  @Test func logIsAccurateOverItsRange() {
    #expect(worst(from: 0.5, to: 2, Lane.log, Foundation.log, floor: 1e-3) <= 2)
    #expect(worst(from: 1, to: 20, Lane.log, Foundation.log, floor: 1e-3) <= 2)
    #expect(worst(from: 1e-30, to: 1e-20, Lane.log, Foundation.log) <= 2)
  }

  @Test func erfIsAccurateOverItsRange() {
    #expect(worst(from: -4.5, to: 4.5, Lane.erf, Foundation.erf) <= 2)
    #expect(worst(from: -1e-3, to: 1e-3, Lane.erf, Foundation.erf) <= 2)
    #expect(Lane.erf(Lane(repeating: 10))[0] == 1)
    #expect(Lane.erf(Lane(repeating: -10))[0] == -1)
  }

  @Test func sigmoidOfFarValuesIsZeroAndOne() {
    #expect(Lane.sigmoid(Lane(repeating: -100))[0] < 1e-37)
    #expect(Lane.sigmoid(Lane(repeating: 100))[0] == 1)
    #expect(Lane.sigmoid(Lane(repeating: 0))[0] == 0.5)
  }

  @Test func geluDerivativesAreDifferencesOfGELU() {
    for x in stride(from: -6.0, through: 6.0, by: 0.37) {
      let h = 1e-5
      let exact = (GELU.exact(ExactLane(repeating: x + h)) - GELU.exact(ExactLane(repeating: x - h)))[0] / (2 * h)
      #expect(abs(GELU.exactDerivative(ExactLane(repeating: x))[0] - exact) < 1e-9)
      let approximate =
        (GELU.tanhApproximation(ExactLane(repeating: x + h)) - GELU.tanhApproximation(ExactLane(repeating: x - h)))[0]
        / (2 * h)
      #expect(abs(GELU.tanhApproximationDerivative(ExactLane(repeating: x))[0] - approximate) < 1e-9)
    }
  }

  @Test func lanesAreSummedAndCompared() {
    var x = Lane()
    for lane in 0..<16 { x[lane] = Float(lane) }
    #expect(x.laneSum == 120)
    let y = Lane.maximum(x, Lane(repeating: 7.5))
    #expect(y[7] == 7.5 && y[8] == 8)
    #expect(Lane(repeating: 1).replacing(with: 5, where: x, equal: 3)[3] == 5)
    #expect(x.masked(where: x, equal: 4).laneSum == 4)
  }

  /// The largest error in ulp over 20,000 points, each in a lane of its own; values below `floor` are measured as if there.
  private func worst(
    from low: Double, to high: Double, _ f: (Lane) -> Lane, _ exact: (Double) -> Double, floor: Double = 0
  ) -> Double {
    var worst = 0.0
    for block in 0..<1250 {
      var x = Lane()
      for lane in 0..<16 { x[lane] = Float(low + (high - low) * Double(block * 16 + lane) / 19_999) }
      let y = f(x)
      for lane in 0..<16 {
        let expected = exact(Double(x[lane]))
        let ulp = Double(Float(max(abs(expected), floor)).ulp)
        worst = max(worst, abs(Double(y[lane]) - expected) / ulp)
      }
    }
    return worst
  }
}
