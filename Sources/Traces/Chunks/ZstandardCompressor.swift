import CZstandard

/// Compresses into Zstandard frames, as HDF5's registered filter 32015 reads them. Belongs to one thread.
final class ZstandardCompressor {
  private let context: OpaquePointer?
  private let level: Int32

  /// - Precondition: the level is in 1...19.
  init(level: Int) {
    context = ZSTD_createCCtx()
    self.level = Int32(level)
  }

  deinit { ZSTD_freeCCtx(context) }

  /// Compresses `source` into `target`.
  /// - Returns: the size of the frame; nil if it does not fit or there is no memory for it.
  func compress(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) -> Int? {
    guard let context else { return nil }
    let size = ZSTD_compressCCtx(
      context, target.baseAddress, target.count, source.baseAddress, source.count, level)
    return ZSTD_isError(size) == 0 ? size : nil
  }
}
