import Foundation
import Lanes
import Testing

/// What every kernel is made of, in both kinds of lanes.
@Suite struct VectorTests {
  @Test func productsAreAddedInEveryLane() {
    let (a, b, c) = (ramp(Lane.self, 0.1), ramp(Lane.self, -0.3), ramp(Lane.self, 7))
    let (d, e, f) = (ramp(ExactLane.self, 0.1), ramp(ExactLane.self, -0.3), ramp(ExactLane.self, 7))
    for lane in 0..<16 {
      #expect(isSum(c.addingProduct(a, b)[lane], c[lane], a[lane], b[lane]))
      #expect(isSum(c.addingProduct(0.7, b)[lane], c[lane], 0.7, b[lane]))
    }
    for lane in 0..<8 {
      #expect(isSum(f.addingProduct(d, e)[lane], f[lane], d[lane], e[lane]))
      #expect(isSum(f.addingProduct(0.7, e)[lane], f[lane], 0.7, e[lane]))
    }
  }

  @Test func productsAreAddedInOneWay() {
    // (1 + 2^-13)^2 - 1 - 2^-12 is 2^-26 if rounded once, and 0 if twice.
    let x: Float = 1 + 0x1p-13
    let sum = Lane(repeating: -1 - 0x1p-12)
    let expected = Lane(repeating: Lane.hasFusedMultiplyAdd ? 0x1p-26 : 0)
    #expect(sum.addingProduct(Lane(repeating: x), Lane(repeating: x)) == expected)
    #expect(sum.addingProduct(x, Lane(repeating: x)) == expected)
  }

  @Test func rootsAreCorrectlyRounded() {
    let (x, y) = (ramp(Lane.self, 0.37), ramp(ExactLane.self, 0.37))
    for lane in 0..<16 { #expect(x.squareRoot()[lane] == x[lane].squareRoot()) }
    for lane in 0..<8 { #expect(y.squareRoot()[lane] == y[lane].squareRoot()) }
    #expect(Lane(repeating: -1).squareRoot()[5].isNaN && ExactLane(repeating: -1).squareRoot()[5].isNaN)
  }

  @Test func lanesAreSummedByHalves() {
    // The order decides what is lost: by halves 2^24 meets its negative before it meets a 1.
    var x = Lane(repeating: 1)
    (x[0], x[8]) = (0x1p24, -0x1p24)
    #expect(x.laneSum == 14)
    var y = ExactLane(repeating: 1)
    (y[0], y[4]) = (0x1p53, -0x1p53)
    #expect(y.laneSum == 6)
    #expect(ramp(Lane.self, 1).laneSum == 136 && ramp(ExactLane.self, 1).laneSum == 36)
  }

  @Test func lanesAreComparedAndChosen() {
    let x = ramp(Lane.self, 1)
    let y = Lane.maximum(x, Lane(repeating: 7.5))
    #expect(y[6] == 7.5 && y[7] == 8)
    #expect(Lane(repeating: 1).replacing(with: 5, where: x, equal: 3)[2] == 5)
    #expect(x.masked(where: x, equal: 4).laneSum == 4)
  }

  @Test func lanesAreAddedToAndLookedUp() {
    let x = ramp(Lane.self, 1)
    let sum = x.adding(Lane(repeating: 10), where: x, equal: 4)
    #expect(sum[3] == 14 && sum[4] == 5)
    let labels = Lane(repeating: 15) - (x - 1)
    for lane in 0..<16 { #expect(Lane.lookUp(labels, in: x)[lane] == Float(16 - lane)) }
    let (y, reversed) = (ramp(ExactLane.self, 1), ExactLane(repeating: 8) - ramp(ExactLane.self, 1))
    for lane in 0..<8 { #expect(ExactLane.lookUp(reversed, in: y)[lane] == Double(8 - lane)) }
  }

  @Test func theExponentialOfSoftmaxesIsTheExponential() {
    var x: Float = -0x1p-30
    while x > -200 {
      let lanes = ramp(Lane.self, x)
      let (found, expected) = (Lane.expOfNonPositive(lanes), Lane.exp(lanes))
      for lane in 0..<16 where found[lane] != expected[lane] {
        #expect(
          !Lane.hasFusedMultiplyAdd && abs(found[lane] - expected[lane]) <= 2 * expected[lane].ulp && expected[lane] < 0x1p-90)
      }
      x *= 1.0137
    }
    #expect(Lane.expOfNonPositive(Lane(repeating: 0)) == Lane(repeating: 1))
    #expect(Lane.expOfNonPositive(Lane(repeating: -.infinity)) == Lane(repeating: 0))
    #expect(Lane.expOfNonPositive(Lane(repeating: .nan))[3].isNaN)
  }

  /// `step`, `2 step`, ... in the lanes.
  private func ramp<V: LaneVector>(_: V.Type, _ step: V.Scalar) -> V {
    var x = V.zero
    for lane in 0..<V.laneCount { x[lane] = step * V.Scalar(lane + 1) }
    return x
  }

  /// Whether it is `c + a * b`, rounded once or twice.
  private func isSum<T: BinaryFloatingPoint>(_ sum: T, _ c: T, _ a: T, _ b: T) -> Bool {
    sum == c.addingProduct(a, b) || sum == c + a * b
  }
}
