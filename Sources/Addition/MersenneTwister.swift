/// MT19937 (Matsumoto and Nishimura, 1998), seeded by `init_by_array`, as Python's `random.Random` is.
///
/// Only for suites that are defined by it; everything else draws from `RandomStream`.
package struct MersenneTwister: Sendable {
  private static let size = 624
  private static let offset = 397
  private var state: [UInt32]
  private var position = size

  /// The generator of a seed array. `random.Random(n)` of Python is the array of n's 32-bit words, least significant first.
  /// - Precondition: the array is not empty.
  package init(seedArray: [UInt32]) {
    precondition(!seedArray.isEmpty, "a seed array has at least one word")
    state = [19_650_218]
    for index in 1..<Self.size {
      let previous = state[index - 1]
      state.append(1_812_433_253 &* (previous ^ previous >> 30) &+ UInt32(index))
    }
    var index = 1
    for round in 0..<max(Self.size, seedArray.count) {
      let key = round % seedArray.count
      mix(&index, multiplier: 1_664_525) { $0 &+ seedArray[key] &+ UInt32(key) }
    }
    for _ in 1..<Self.size {
      let place = UInt32(index)
      mix(&index, multiplier: 1_566_083_941) { $0 &- place }
    }
    state[0] = 0x8000_0000
  }

  private mutating func mix(_ index: inout Int, multiplier: UInt32, _ add: (UInt32) -> UInt32) {
    let previous = state[index - 1]
    state[index] = add(state[index] ^ (previous ^ previous >> 30) &* multiplier)
    index += 1
    if index == Self.size {
      state[0] = state[Self.size - 1]
      index = 1
    }
  }

  /// The next 32 random bits.
  package mutating func next() -> UInt32 {
    if position == Self.size { twist() }
    var word = state[position]
    position += 1
    word ^= word >> 11
    word ^= word << 7 & 0x9D2C_5680
    word ^= word << 15 & 0xEFC6_0000
    return word ^ word >> 18
  }

  private mutating func twist() {
    for index in 0..<Self.size {
      let word = state[index] & 0x8000_0000 | state[(index + 1) % Self.size] & 0x7FFF_FFFF
      state[index] = state[(index + Self.offset) % Self.size] ^ word >> 1 ^ (word & 1 == 0 ? 0 : 0x9908_B0DF)
    }
    position = 0
  }

  /// Python's `randint(0, bound - 1)` for a bound of 33 to 64 bits: as many bits as the bound's largest value has, the first
  /// word lowest, drawn again while too large.
  package mutating func below(_ bound: UInt64) -> UInt64 {
    let bits = 64 - bound.leadingZeroBitCount
    precondition(bits > 32, "a bound of one word draws one word")
    while true {
      let low = UInt64(next())
      let high = UInt64(next() >> UInt32(64 - bits))
      if high << 32 | low < bound { return high << 32 | low }
    }
  }
}
