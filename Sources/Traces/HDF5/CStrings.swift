import CHDF5

/// Texts as HDF5 takes and gives them: an array of pointers to zero-terminated UTF-8.
enum CStrings {
  /// Calls `body` with pointers to the texts, valid during the call.
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

  /// Copies the texts that `fill` leaves behind the pointers and gives HDF5 its memory back.
  static func reading(
    _ count: Int, _ fill: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) throws(HDF5Error) -> Void
  ) throws(HDF5Error) -> [String] {
    let pointers = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: count)
    pointers.initialize(repeating: nil, count: count)
    defer { pointers.deallocate() }
    try fill(pointers)
    let texts = (0..<count).map { index in pointers[index].map { String(cString: $0) } ?? "" }
    Library.quietly { for index in 0..<count where pointers[index] != nil { H5free_memory(pointers[index]) } }
    return texts
  }
}
