/// HDF5's checksum of a chunk: Fletcher's, of 16-bit words with the more significant byte first.
///
/// The checksum is two sums modulo 65,535: of the words, and of the first sum after every word, which weighs a word by how many
/// follow it. HDF5 adds word by word; here sixteen lanes add every sixteenth pair of words, and each lane's words get their
/// weights at the end.
///
/// J. G. Fletcher, "An Arithmetic Checksum for Serial Transmissions", IEEE Transactions on Communications 30 (1982).
enum Fletcher32 {
  private typealias Words = SIMD16<UInt32>
  private static let modulus: UInt64 = 65_535
  /// Words of one step of all lanes.
  private static let stepWords = 32
  /// After so many steps a lane's second sum may still be counted in 32 bits: 360 * 361 / 2 * 65,535 < 2^32.
  private static let stepsPerRun = 360

  /// The checksum of bytes, as HDF5's filter appends it in little-endian order.
  static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    var (first, second): (UInt64, UInt64) = (0, 0)
    var isAllZero = true
    var offset = 0
    /// Takes in words whose own sums are given.
    func take(_ sum: UInt64, _ weighted: UInt64, words: Int) {
      if sum != 0 { isAllZero = false }
      second = (second + UInt64(words) % modulus * first + weighted) % modulus
      first = (first + sum) % modulus
    }
    while bytes.count - offset >= stepWords * 2 {
      let steps = min((bytes.count - offset) / (stepWords * 2), stepsPerRun)
      let (sum, weighted) = run(UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + steps * stepWords * 2]), steps)
      take(sum, weighted, words: steps * stepWords)
      offset += steps * stepWords * 2
    }
    while offset + 1 < bytes.count {
      let word = UInt64(bytes[offset]) | UInt64(bytes[offset + 1]) << 8
      take(word, word, words: 1)
      offset += 2
    }
    if offset < bytes.count { take(UInt64(bytes[offset]), UInt64(bytes[offset]), words: 1) }
    // Words were read with the less significant byte first. Exchanging the bytes of a word multiplies it by 256, modulo 65,535.
    return folded(second * 256, isAllZero) << 16 | folded(first * 256, isAllZero)
  }

  /// HDF5 folds high halves onto low ones, which leaves 65,535, not 0, of a sum that is a multiple of it.
  private static func folded(_ sum: UInt64, _ isZero: Bool) -> UInt32 {
    let rest = UInt32(sum % modulus)
    return rest == 0 && !isZero ? UInt32(modulus) : rest
  }

  /// The sum of some words and their weighted sum; the last word weighs 1.
  private static func run(_ bytes: UnsafeRawBufferPointer, _ steps: Int) -> (sum: UInt64, weighted: UInt64) {
    // A pair of words is one number: its low half comes first.
    var (low, high, lowRuns, highRuns) = (Words.zero, Words.zero, Words.zero, Words.zero)
    let mask = Words(repeating: 0xFFFF)
    for step in 0..<steps {
      let pairs = bytes.loadUnaligned(fromByteOffset: step &* MemoryLayout<Words>.size, as: Words.self)
      low = low &+ (pairs & mask)
      high = high &+ (pairs &>> 16)
      lowRuns = lowRuns &+ low
      highRuns = highRuns &+ high
    }
    var (sum, weighted): (UInt64, UInt64) = (0, 0)
    for lane in 0..<Words.scalarCount {
      for (place, words, runs) in [(2 * lane, low[lane], lowRuns[lane]), (2 * lane + 1, high[lane], highRuns[lane])] {
        sum += UInt64(words)
        weighted += UInt64(stepWords) * UInt64(runs) - UInt64(place) * UInt64(words)
      }
    }
    return (sum, weighted % modulus)
  }
}
