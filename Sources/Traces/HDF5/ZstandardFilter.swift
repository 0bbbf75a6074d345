import CHDF5
import CZstandard

/// Teaches the HDF5 library to read what the registered filter 32015 has written. Our own chunks come compressed already.
enum ZstandardFilter {
  /// Registers the filter with the library, if it is not known yet.
  static func register() throws(HDF5Error) {
    try Library.call("register the Zstandard filter") { () -> herr_t in
      if H5Zfilter_avail(chdf5_zstandard()) > 0 { return 0 }
      var filter = H5Z_class2_t()
      filter.version = H5Z_CLASS_T_VERS
      filter.id = chdf5_zstandard()
      filter.encoder_present = 1
      filter.decoder_present = 1
      // The library keeps no copy of the name: a literal stays.
      let name: StaticString = "zstd"
      filter.name = UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
      filter.filter = { flags, _, _, size, capacity, buffer in
        ZstandardFilter.decode(flags, size, capacity, buffer)
      }
      return H5Zregister(&filter)
    }
  }

  /// The filter as HDF5 calls it: exchanges the buffer for the decompressed one and returns its size, 0 on failure.
  private static func decode(
    _ flags: UInt32, _ size: Int, _ capacity: UnsafeMutablePointer<Int>?,
    _ buffer: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
  ) -> Int {
    guard flags & UInt32(H5Z_FLAG_REVERSE) != 0, let capacity, let buffer, let source = buffer.pointee else { return 0 }
    let claimed = ZSTD_getFrameContentSize(source, size)
    // Beyond a chunk's greatest size are also the two values that say the size is unknown or the frame is none.
    guard claimed > 0, claimed <= UInt64(TraceLayout.greatestChunkBytes), let target = H5allocate_memory(Int(claimed), false)
    else {
      return 0
    }
    let decoded = ZSTD_decompress(target, Int(claimed), source, size)
    guard ZSTD_isError(decoded) == 0, decoded == Int(claimed) else {
      H5free_memory(target)
      return 0
    }
    H5free_memory(source)
    buffer.pointee = target
    capacity.pointee = Int(claimed)
    return decoded
  }
}
