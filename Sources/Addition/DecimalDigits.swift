/// The decimal digits of a number, least significant first, packed four bits each into one word.
///
/// Element `i` is the digit of 10^i. The packing (binary-coded decimal) makes a number's digits a value without
/// allocation, and lets `Carries` treat all ten places at once.
public struct DecimalDigits: RandomAccessCollection, Hashable, Sendable {
  /// Digit `i` in bits `4 i ..< 4 i + 4`; the bits above the last digit are zero.
  public let packed: UInt64
  private let length: UInt8

  /// The lowest `count` digits of `value`.
  /// - Precondition: `count` is at most 16 and `value` has at most `count` digits.
  public init(_ value: UInt64, count: Int) {
    precondition(0...16 ~= count && value < powerOfTen(count), "\(value) does not have \(count) digits")
    let (high, low) = value.quotientAndRemainder(dividingBy: 100_000_000)
    packed = Self.pack(eight: high) << 32 | Self.pack(eight: low)
    length = UInt8(count)
  }

  /// The place of the least significant digit.
  public var startIndex: Int { 0 }
  /// The number of digits.
  public var endIndex: Int { Int(length) }

  /// The digit of 10^`place`, 0...9.
  public subscript(place: Int) -> UInt8 {
    precondition(place >= 0 && place < Int(length), "no digit of 10^\(place) among \(length) digits")
    return UInt8(truncatingIfNeeded: packed &>> UInt64(4 * place)) & 15
  }

  /// The number itself.
  public var value: UInt64 {
    reversed().reduce(0) { $0 * 10 + UInt64($1) }
  }

  /// Packs a number below 10^8 by halving: into two fields below 10^4, four below 100, eight below 10.
  /// Each division is a multiplication by a rounded-up reciprocal, exact over its field's range.
  private static func pack(eight value: UInt64) -> UInt64 {
    let (high, low) = value.quotientAndRemainder(dividingBy: 10_000)
    let fours = high << 32 | low
    let hundreds = (fours &* 10_486) >> 20 & 0x0000_007F_0000_007F
    let twos = fours &+ hundreds &* (1 << 16 - 100)
    let tens = (twos &* 103) >> 10 & 0x000F_000F_000F_000F
    let bytes = twos &+ tens &* (1 << 8 - 10)
    let pairs = (bytes | bytes >> 4) & 0x00FF_00FF_00FF_00FF
    let quads = (pairs | pairs >> 8) & 0x0000_FFFF_0000_FFFF
    return (quads | quads >> 16) & 0xFFFF_FFFF
  }
}

/// 10^`exponent`, for 0...19.
func powerOfTen(_ exponent: Int) -> UInt64 {
  powersOfTen[exponent]
}

private let powersOfTen: [UInt64] = [
  1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000, 100_000_000_000,
  1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000, 10_000_000_000_000_000,
  100_000_000_000_000_000, 1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
]
