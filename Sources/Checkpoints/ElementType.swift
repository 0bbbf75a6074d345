/// How a tensor's elements are stored. The raw values are the names in a safetensors header.
public enum ElementType: String, Sendable, CaseIterable {
  /// IEEE 754 binary16.
  case float16 = "F16"
  /// The upper half of a binary32.
  case bfloat16 = "BF16"
  /// IEEE 754 binary32.
  case float32 = "F32"
  /// IEEE 754 binary64.
  case float64 = "F64"
  /// Signed, 64 bits.
  case int64 = "I64"
  /// Signed, 32 bits.
  case int32 = "I32"
  /// Unsigned, 8 bits.
  case uint8 = "U8"
  /// One byte; anything but 0 is true.
  case bool = "BOOL"

  /// Bytes an element takes.
  public var byteCount: Int {
    switch self {
    case .float64, .int64: 8
    case .float32, .int32: 4
    case .float16, .bfloat16: 2
    case .uint8, .bool: 1
    }
  }

  /// Whether elements can be NaN or infinite.
  public var isFloatingPoint: Bool {
    switch self {
    case .float16, .bfloat16, .float32, .float64: true
    case .int64, .int32, .uint8, .bool: false
    }
  }

  /// The bytes a tensor takes; nil when a dimension is negative or the number does not fit.
  public func byteCount(shape: [Int]) -> Int? {
    var total = byteCount
    for dimension in shape {
      guard dimension >= 0 else { return nil }
      let product = total.multipliedReportingOverflow(by: dimension)
      guard !product.overflow else { return nil }
      total = product.partialValue
    }
    return total
  }
}
