import CHDF5

/// UTF-8 text in its two HDF5 forms.
enum Text {
  /// The longest text that is read, in bytes.
  static let longest = 1 << 24

  /// Text of a fixed number of bytes, filled up with zeros. It stands where its attribute stands, under HDF5's checksum of
  /// metadata: the only form that is read.
  static func fixed(bytes: Int) throws(HDF5Error) -> Identifier { try utf8(max(1, bytes)) }

  /// Text of any length, kept in HDF5's global heap; xarray shows only this form as `str` in coordinates. It is written for
  /// others and never read: the heap has no checksum, and HDF5 1.10 crashes on a damaged one.
  static func variable() throws(HDF5Error) -> Identifier { try utf8(chdf5_variable_length()) }

  private static func utf8(_ size: Int) throws(HDF5Error) -> Identifier {
    let type = try Identifier("describe text", closing: H5Tclose) { H5Tcopy(chdf5_string()) }
    try Library.call("describe text") { H5Tset_size(type.raw, size) }
    try Library.call("describe text") { H5Tset_cset(type.raw, H5T_CSET_UTF8) }
    try Library.call("describe text") { H5Tset_strpad(type.raw, H5T_STR_NULLPAD) }
    return type
  }

  /// The number of bytes of a fixed-length text type, or `nil` if `type` is anything else or too long.
  static func fixedBytes(of type: Identifier) throws(HDF5Error) -> Int? {
    let variable = try Library.call("read a type") { () -> htri_t in
      H5Tget_class(type.raw) == H5T_STRING ? H5Tis_variable_str(type.raw) : 1
    }
    guard variable == 0 else { return nil }
    var bytes = 0
    Library.quietly { bytes = H5Tget_size(type.raw) }
    return (1...longest).contains(bytes) ? bytes : nil
  }

  /// Calls `body` with pointers to the zero-terminated texts, valid during the call.
  static func withPointers<Result>(_ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result) -> Result {
    var bytes: [CChar] = []
    let offsets = texts.map { text in
      defer { bytes += text.utf8CString }
      return bytes.count
    }
    return bytes.withUnsafeBufferPointer { storage in
      let pointers = offsets.map { offset in storage.baseAddress.map { $0 + offset } }
      return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
    }
  }
}
