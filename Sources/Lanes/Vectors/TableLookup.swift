import CLanes

extension SIMD16 where Scalar == Float {
  /// In each lane the entry of `table` that the lane's label, a whole number below sixteen, names.
  @inlinable @inline(__always)
  public static func lookUp(_ labels: Self, in table: Self) -> Self {
    // The lowest bits of the sum are the label.
    carry_look_up_float16(table, (labels + rounder).bits)
  }
}
