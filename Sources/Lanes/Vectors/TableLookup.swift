import CLanes

extension SIMD16 where Scalar == Float {
  /// In each lane the entry of `table` that the lane's label, a whole number below sixteen, names.
  @inlinable @inline(__always)
  public static func lookUp(_ labels: Self, in table: Self) -> Self {
    // Added to 1.5 * 2^23, a small whole number stands in the lowest bits.
    carry_look_up_float16(table, unsafeBitCast(labels + 12_582_912, to: SIMD16<Int32>.self))
  }
}

extension SIMD8 where Scalar == Double {
  /// In each lane the entry of `table` that the lane's label, a whole number below eight, names.
  @inlinable @inline(__always)
  public static func lookUp(_ labels: Self, in table: Self) -> Self { each(labels) { table[Int($0)] } }
}
