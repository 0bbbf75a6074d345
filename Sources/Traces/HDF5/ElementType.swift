import CHDF5

/// A number type as it stands in the file, where it is chosen at run time.
enum ElementType: Hashable, Sendable {
  case uint8, int64, float16, float32, float64

  /// Bytes of one number.
  var size: Int {
    switch self {
    case .uint8: 1
    case .float16: 2
    case .float32: 4
    case .int64, .float64: 8
    }
  }

  /// As in `Element`: little endian, the same bytes on every machine. To be called within `Library`.
  func stored() -> hid_t {
    switch self {
    case .uint8: chdf5_stored_uint8()
    case .int64: chdf5_stored_int64()
    case .float16: chdf5_stored_float16()
    case .float32: chdf5_stored_float32()
    case .float64: chdf5_stored_float64()
    }
  }
}
