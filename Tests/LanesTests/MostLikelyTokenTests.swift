import Lanes
import Testing

@Suite struct MostLikelyTokenTests {
  @Test func noNumberIsNoToken() {
    var logits = [Lane](repeating: Lane(repeating: 0), count: 3)
    logits[1][0] = 2
    logits[2][1] = .nan
    logits[0][2] = .nan
    logits[2][3] = .infinity
    logits[0][5] = -.infinity
    logits[1][5] = .infinity
    let tokens = CrossEntropy.mostLikely(logits, vocabulary: 3)
    #expect((0..<6).map { tokens[$0] } == [1, 255, 255, 2, 0, 255], "the sum of both infinities is no number")
  }

  /// Against the obvious search, over ties, zeros of both signs and infinities.
  @Test func lowestOfTheGreatestInEveryLane() {
    let values: [Float] = [-.infinity, -2, -0.0, 0, 0, 0x1p-140, 3, 3, 1e30, .infinity]
    var state: UInt64 = 1
    for vocabulary in 1...14 {
      for _ in 0..<50 {
        var logits = [Lane](repeating: Lane(repeating: 0), count: vocabulary)
        for token in 0..<vocabulary {
          for lane in 0..<16 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            logits[token][lane] = values[Int(state >> 40) % values.count]
          }
        }
        let tokens = CrossEntropy.mostLikely(logits, vocabulary: vocabulary)
        let exact = CrossEntropy.mostLikely(logits.map { ExactLane($0.lowHalf) }, vocabulary: vocabulary)
        for lane in 0..<16 {
          let column = logits.map { $0[lane] }
          let hasBothInfinities = column.contains(.infinity) && column.contains(-.infinity)
          var best = 0
          for token in column.indices where column[token] > column[best] { best = token }
          #expect(tokens[lane] == (hasBothInfinities ? 255 : Float(best)))
          if lane < 8 { #expect(exact[lane] == Double(tokens[lane])) }
        }
      }
    }
  }
}
