import Lanes

/// Whole numbers 0 ..< 2^22 in lanes, ready to be read as integers.
///
/// Converting a lane from floating point takes longer than making a token of it. Numbers near 1.5 * 2^23 (1.5 * 2^52 in
/// float64) have no fraction: adding that rounds to the nearest whole number and leaves it in the lowest bits.
struct WholeNumbers<V: LaneVector> {
  private let shifted: V

  @inline(__always)
  private static var offset: V { V(repeating: V.Scalar(1 << V.Scalar.significandBitCount) * 1.5) }

  @inline(__always)
  init(_ numbers: V) { shifted = numbers + Self.offset }

  /// The nearest whole numbers.
  @inline(__always)
  var rounded: V { shifted - Self.offset }

  @inline(__always)
  subscript(lane: Int) -> UInt64 { UInt64(truncatingIfNeeded: shifted[lane].significandBitPattern) & 0x3f_ffff }
}
