#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What random numbers are for. Streams of different purposes are unrelated, so that taking more numbers for one thing never
/// changes another.
public struct RandomPurpose: RawRepresentable, Hashable, Sendable {
  /// The number mixed into the stream's key.
  public let rawValue: UInt64

  /// A purpose of one's own: any number not used below.
  public init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  /// Training examples: step and index of the example.
  public static let training = RandomPurpose(rawValue: 1)
  /// Initial parameters: step 0, index of the parameter tensor.
  public static let initialization = RandomPurpose(rawValue: 2)
  /// Validation problems.
  public static let validation = RandomPurpose(rawValue: 3)
  /// Problems of a test suite.
  public static let evaluation = RandomPurpose(rawValue: 4)
  /// Draws of an analysis: donors of a resample ablation, bootstrap samples, controls.
  public static let analysis = RandomPurpose(rawValue: 5)
}

/// A deterministic stream of random numbers, a pure function of (seed, purpose, step, index).
///
/// Any thread can make example `index` of step `step` without asking another, so results do not depend on how work is
/// divided. The four numbers are folded into one key by SplitMix64's finalizer, a bijection at each fold: streams that differ
/// in the index alone always differ. SplitMix64 expands the key to the state of xoshiro256++ (Blackman and Vigna, 2021).
/// Integers and uniform doubles are the same everywhere; normals go through the C library's logarithm.
public struct RandomStream: RandomNumberGenerator, Sendable {
  private var generator: Xoshiro256PlusPlus

  /// The stream of one item.
  public init(seed: UInt64, purpose: RandomPurpose, step: Int = 0, index: Int = 0) {
    self.init(Key(seed: seed, purpose: purpose, step: step), index: index)
  }

  /// The part of a stream's name that all items of a step share, folded once.
  struct Key: Sendable {
    fileprivate let folded: UInt64

    init(seed: UInt64, purpose: RandomPurpose, step: Int) {
      let purposeful = SplitMix64.fold(purpose.rawValue, into: SplitMix64.fold(seed, into: 0))
      folded = SplitMix64.fold(UInt64(bitPattern: Int64(step)), into: purposeful)
    }
  }

  init(_ key: Key, index: Int) {
    generator = Xoshiro256PlusPlus(seed: SplitMix64.fold(UInt64(bitPattern: Int64(index)), into: key.folded))
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    generator.next()
  }

  /// An unbiased integer in `0 ..< bound` (Lemire, "Fast random integer generation in an interval", 2019).
  /// - Precondition: `bound` is positive.
  @inline(__always)
  public mutating func below(_ bound: UInt64) -> UInt64 {
    precondition(bound > 0, "an empty range has no random element")
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let rejected = (0 &- bound) % bound
      while product.low < rejected { product = next().multipliedFullWidth(by: bound) }
    }
    return product.high
  }

  /// An unbiased integer in a closed range.
  public mutating func integer(in range: ClosedRange<UInt64>) -> UInt64 {
    let width = range.upperBound - range.lowerBound
    return width == .max ? next() : range.lowerBound + below(width + 1)
  }

  /// An unbiased integer in a closed range of non-negative integers.
  mutating func integer(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(below(UInt64(range.upperBound - range.lowerBound) + 1))
  }

  /// A double uniform over the 2^53 multiples of 2^-53 in [0, 1).
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A double uniform in [lower, upper): Xavier initial values, and the like.
  public mutating func uniform(in range: Range<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// A standard normal deviate (Marsaglia's polar method). Its twin is thrown away: a stream then has no hidden state.
  public mutating func normal() -> Double {
    while true {
      let (x, y) = (uniform(in: -1..<1), uniform(in: -1..<1))
      let square = x * x + y * y
      if square > 0, square < 1 { return x * (-2 * log(square) / square).squareRoot() }
    }
  }

  /// A standard normal deviate conditioned on [-2, 2], by rejection. Its standard deviation is
  /// `truncatedNormalDeviation`, not 1.
  public mutating func truncatedNormal() -> Double {
    while true {
      let deviate = normal()
      if abs(deviate) <= 2 { return deviate }
    }
  }

  /// The standard deviation of a standard normal truncated at two: sqrt(1 - 4 phi(2) / (2 Phi(2) - 1)).
  public static let truncatedNormalDeviation = 0.87962566103423978

  /// An initial weight as flax's `lecun_normal` draws it: normal, truncated at two standard deviations, variance 1 / fanIn
  /// after the truncation.
  /// - Precondition: `fanIn` is positive.
  public mutating func lecunNormal(fanIn: Int) -> Double {
    precondition(fanIn > 0, "a weight has at least one input")
    return truncatedNormal() / (Double(fanIn).squareRoot() * Self.truncatedNormalDeviation)
  }
}
