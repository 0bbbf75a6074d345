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

/// Variable-length UTF-8 text, which h5py and netCDF both read as `str`.
enum Text {
  static func type() throws(HDF5Error) -> Identifier {
    let type = try Identifier("describe text", closing: H5Tclose) { H5Tcopy(chdf5_string()) }
    try Library.call("describe text") { H5Tset_size(type.raw, chdf5_variable_length()) }
    try Library.call("describe text") { H5Tset_cset(type.raw, H5T_CSET_UTF8) }
    return type
  }

  /// Whether `type` is variable-length text, the only form that may be read as pointers.
  static func matches(_ type: Identifier) throws(HDF5Error) -> Bool {
    let isText = Library.classOf(type) == H5T_STRING
    guard isText else { return false }
    return try Library.call("read a text type") { H5Tis_variable_str(type.raw) } > 0
  }
}

extension Library {
  static func classOf(_ type: Identifier) -> H5T_class_t {
    var result = H5T_NO_CLASS
    quietly { result = H5Tget_class(type.raw) }
    return result
  }
}
