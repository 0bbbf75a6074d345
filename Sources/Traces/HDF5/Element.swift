import CHDF5

/// A number type that datasets and attributes hold.
protocol Element: BitwiseCopyable, Sendable {
  /// The type as it stands in the file. To be called within `Library`.
  static func stored() -> hid_t
  /// The type as it stands in memory. To be called within `Library`.
  static func native() -> hid_t
  static var zero: Self { get }
}

extension UInt8: Element {
  static func stored() -> hid_t { chdf5_stored_uint8() }
  static func native() -> hid_t { chdf5_native_uint8() }
}

extension Int32: Element {
  static func stored() -> hid_t { chdf5_stored_int32() }
  static func native() -> hid_t { chdf5_native_int32() }
}

extension Int64: Element {
  static func stored() -> hid_t { chdf5_stored_int64() }
  static func native() -> hid_t { chdf5_native_int64() }
}

extension UInt64: Element {
  static func stored() -> hid_t { chdf5_stored_uint64() }
  static func native() -> hid_t { chdf5_native_uint64() }
}

extension Float: Element {
  static func stored() -> hid_t { chdf5_stored_float32() }
  static func native() -> hid_t { chdf5_native_float32() }
}

extension Double: Element {
  static func stored() -> hid_t { chdf5_stored_float64() }
  static func native() -> hid_t { chdf5_native_float64() }
}
