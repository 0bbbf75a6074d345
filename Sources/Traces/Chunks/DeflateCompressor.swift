import CDeflate

/// Deflates into zlib streams, which is what HDF5's deflate filter reads. Belongs to one thread.
final class DeflateCompressor {
  private let compressor: OpaquePointer?

  /// - Precondition: the level is in 1...9.
  init(level: Int) {
    compressor = libdeflate_alloc_compressor(Int32(level))
  }

  deinit { libdeflate_free_compressor(compressor) }

  /// Deflates `source` into `target`.
  /// - Returns: the size of the stream; nil if it does not fit or there is no memory for it.
  func compress(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) -> Int? {
    guard let compressor else { return nil }
    let size = libdeflate_zlib_compress(compressor, source.baseAddress, source.count, target.baseAddress, target.count)
    return size > 0 ? size : nil
  }
}
