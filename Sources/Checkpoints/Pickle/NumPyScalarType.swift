/// The types of NumPy's numbers, by NumPy's codes: results such as a validation accuracy are often of these.
enum NumPyScalarType: String {
  case float32 = "f4"
  case float64 = "f8"
  case int32 = "i4"
  case int64 = "i8"
  case bool = "b1"

  /// The number in little-endian bytes; nil when there are too many or too few.
  func value(of bytes: [UInt8]) -> PickleValue? {
    let bits = bytes.reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
    switch (self, bytes.count) {
    case (.float32, 4): return .real(Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits))))
    case (.float64, 8): return .real(Double(bitPattern: bits))
    case (.int32, 4): return .integer(Int(Int32(truncatingIfNeeded: bits)))
    case (.int64, 8): return .integer(Int(truncatingIfNeeded: bits))
    case (.bool, 1): return .boolean(bits != 0)
    default: return nil
    }
  }
}
