import CLanes

extension SIMD16 where Scalar == Float {
  /// In each lane the entry of `table` that the lane's label, a whole number below sixteen, names.
  @inlinable @inline(__always)
  public static func lookUp(_ labels: Self, in table: Self) -> Self {
    // The lowest bits of the sum are the label.
    carry_look_up_float16(table, (labels + rounder).bits)
  }
}

extension SIMD8 where Scalar == Double {
  /// In each lane the entry of `table` that the lane's label, a whole number below eight, names.
  @inlinable @inline(__always)
  public static func lookUp(_ labels: Self, in table: Self) -> Self { each(labels) { table[Int($0)] } }
}
