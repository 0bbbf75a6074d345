import Addition
import Testing

@Suite struct RandomStreamTests {
  /// The authors' reference outputs from state (1, 2, 3, 4).
  @Test func xoshiroReference() {
    var generator = Xoshiro256PlusPlus(state: (1, 2, 3, 4))
    let expected: [UInt64] = [
      41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386, 9_228_616_714_210_784_205,
      9_973_669_472_204_895_162, 14_011_001_112_246_962_877, 12_406_186_145_184_390_807,
    ]
    #expect(expected.indices.map { _ in generator.next() } == expected)
  }

  /// The reference outputs of seed 1234567.
  @Test func splitMixReference() {
    var generator = SplitMix64(state: 1_234_567)
    let expected: [UInt64] = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
    #expect(expected.map { _ in generator.next() } == expected)
  }

  /// Pinned, and computed independently in Python: a change here changes every trained checkpoint and every suite.
  @Test func ownStreamsArePinned() {
    var stream = RandomStream(seed: 777, purpose: .training, step: 5, index: 3)
    #expect(
      (0..<3).map { _ in stream.next() } == [2_481_475_831_840_546_702, 14_202_786_521_675_625_604, 5_521_649_058_793_232_189])
    #expect((0..<6).map { _ in stream.below(10) } == [3, 2, 1, 3, 5, 4])
    #expect(stream.uniform() == 0.5061830243936737)
    var other = RandomStream(seed: 0, purpose: .initialization)
    #expect(other.next() == 6_223_027_668_113_893_422)
  }

  @Test func everyPartOfTheNameMatters() {
    var first: Set<UInt64> = []
    for seed in [0, 1, UInt64.max] {
      for purpose in [RandomPurpose.training, .initialization, .validation, .evaluation, .analysis] {
        for step in [0, 1, 2, 60_000, -1] {
          for index in [0, 1, 2, 511, 1 << 40] {
            var stream = RandomStream(seed: seed, purpose: purpose, step: step, index: index)
            first.insert(stream.next())
          }
        }
      }
    }
    #expect(first.count == 3 * 5 * 5 * 5)
  }

  /// Pearson's statistic of counts that should be equal.
  static func chiSquare(_ counts: [Int]) -> Double {
    let expected = Double(counts.reduce(0, +)) / Double(counts.count)
    return counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
  }

  @Test(arguments: [2, 10, 90])
  func boundedIntegersAreUniformWithinAStream(bound: Int) {
    var stream = RandomStream(seed: 1, purpose: .analysis)
    var counts = [Int](repeating: 0, count: bound)
    for _ in 0..<100_000 { counts[Int(stream.below(UInt64(bound)))] += 1 }
    // Mean bound - 1, standard deviation sqrt(2 (bound - 1)): six of them are one in hundreds of millions.
    #expect(Self.chiSquare(counts) < Double(bound - 1) + 6 * Double(2 * (bound - 1)).squareRoot() + 20)
  }

  @Test func firstDrawsOfNeighboringStreamsAreUniformAndIndependent() {
    var counts = [Int](repeating: 0, count: 100)
    for index in 0..<50_000 {
      var (left, right) = (
        RandomStream(seed: 9, purpose: .training, step: 4, index: index),
        RandomStream(seed: 9, purpose: .training, step: 4, index: index + 1)
      )
      counts[Int(left.below(10) * 10 + right.below(10))] += 1
    }
    #expect(Self.chiSquare(counts) < 99 + 6 * (2.0 * 99).squareRoot())
  }

  @Test func boundsThatRejectAreUnbiased() {
    // Of this bound, multiplication alone would give every third value twice as often.
    let bound = UInt64.max / 4 * 3
    var stream = RandomStream(seed: 2, purpose: .analysis)
    var counts = [Int](repeating: 0, count: 3)
    for _ in 0..<30_000 {
      let value = stream.below(bound)
      #expect(value < bound)
      counts[Int(value % 3)] += 1
    }
    #expect(Self.chiSquare(counts) < 30)
  }

  @Test func rangesIncludeTheirEndsAndNothingElse() {
    var stream = RandomStream(seed: 3, purpose: .analysis)
    let drawn = Set((0..<200).map { _ in stream.integer(in: UInt64(5)...7) })
    #expect(drawn == [5, 6, 7])
    #expect(stream.integer(in: UInt64(4)...4) == 4)
    #expect(stream.below(1) == 0)
    _ = stream.integer(in: UInt64.min...UInt64.max)
  }

  static func moments(_ count: Int, _ draw: () -> Double) -> (mean: Double, variance: Double, kurtosis: Double) {
    let values = (0..<count).map { _ in draw() }
    let mean = values.reduce(0, +) / Double(count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
    let fourth = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) * ($1 - mean) * ($1 - mean) } / Double(count)
    return (mean, variance, fourth / (variance * variance))
  }

  @Test func uniformMoments() {
    var stream = RandomStream(seed: 4, purpose: .analysis)
    let unit = Self.moments(100_000) {
      let value = stream.uniform()
      #expect(value >= 0 && value < 1)
      return value
    }
    #expect(abs(unit.mean - 0.5) < 0.005)
    #expect(abs(unit.variance - 1.0 / 12) < 0.002)
    let wide = Self.moments(100_000) { stream.uniform(in: -2..<4) }
    #expect(abs(wide.mean - 1) < 0.03)
    #expect(abs(wide.variance - 3) < 0.06)
  }

  @Test func normalMoments() {
    var stream = RandomStream(seed: 5, purpose: .analysis)
    let normal = Self.moments(200_000) { stream.normal() }
    #expect(abs(normal.mean) < 0.015)
    #expect(abs(normal.variance - 1) < 0.02)
    #expect(abs(normal.kurtosis - 3) < 0.08)
  }

  @Test func truncatedNormalMoments() {
    var stream = RandomStream(seed: 6, purpose: .analysis)
    let deviation = RandomStream.truncatedNormalDeviation
    let truncated = Self.moments(200_000) {
      let value = stream.truncatedNormal()
      #expect(abs(value) <= 2)
      return value
    }
    #expect(abs(truncated.mean) < 0.012)
    #expect(abs(truncated.variance - deviation * deviation) < 0.01)
    let weights = Self.moments(200_000) { stream.lecunNormal(fanIn: 7) }
    #expect(abs(weights.variance - 1.0 / 7) < 0.003)
  }
}
