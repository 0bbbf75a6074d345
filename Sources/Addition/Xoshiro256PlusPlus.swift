/// xoshiro256++ 1.0 (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021): period 2^256 - 1.
package struct Xoshiro256PlusPlus: RandomNumberGenerator, Sendable {
  private var s0, s1, s2, s3: UInt64

  /// The generator in a given state, of which at least one word must not be zero.
  package init(state: (UInt64, UInt64, UInt64, UInt64)) {
    (s0, s1, s2, s3) = state
  }

  /// The generator whose state is SplitMix64's first four outputs, as its authors recommend.
  @inline(__always)
  package init(seed: UInt64) {
    var expander = SplitMix64(state: seed)
    self.init(state: (expander.next(), expander.next(), expander.next(), expander.next()))
  }

  @inline(__always)
  package mutating func next() -> UInt64 {
    let sum = s0 &+ s3
    let result = (sum << 23 | sum >> 41) &+ s0
    let shifted = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = s3 << 45 | s3 >> 19
    return result
  }
}

/// SplitMix64 (Steele, Lea and Flood, 2014): a counter and a bijective finalizer.
package struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64
  private static let gamma: UInt64 = 0x9E37_79B9_7F4A_7C15

  package init(state: UInt64) {
    self.state = state
  }

  @inline(__always)
  package mutating func next() -> UInt64 {
    state &+= Self.gamma
    return Self.finalize(state)
  }

  /// One step of a key: a bijection of `word` for a fixed `key`, and of `key` for a fixed `word`.
  @inline(__always)
  static func fold(_ word: UInt64, into key: UInt64) -> UInt64 {
    finalize((key &+ gamma) ^ word)
  }

  private static func finalize(_ word: UInt64) -> UInt64 {
    var mixed = word
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
