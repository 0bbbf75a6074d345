/// Makes of a chunk's values the bytes that HDF5's filters would make of them: shuffled, compressed, checksummed.
///
/// HDF5 runs its filters one chunk after the other under one lock. An encoder has no lock; each thread has its own.
final class ChunkEncoder {
  /// A chunk as it goes to the file.
  struct Encoded {
    /// Which filters were skipped for this chunk, by bit: the compression of bytes that it does not make fewer.
    let filterMask: UInt32
    /// Where the bytes lie until the encoder's buffer is used again.
    let bytes: UnsafeRawBufferPointer
  }

  /// A chunk's checksum, after its values.
  static let checksumBytes = 4

  private enum Compressor {
    case none
    case deflate(DeflateCompressor)
    case zstandard(ZstandardCompressor)
  }

  private let compressor: Compressor
  private var shuffled: [UInt8] = []
  private var output: [UInt8] = []

  init(_ compression: TraceCompression) {
    compressor =
      switch compression {
      case .none: .none
      case .deflate(let level): .deflate(DeflateCompressor(level: level))
      case .zstandard(let level): .zstandard(ZstandardCompressor(level: level))
      }
  }

  /// Encodes a whole chunk.
  /// - Parameters:
  ///   - chunk: the values, and room for the checksum after them, where it goes if nothing is compressed.
  ///   - output: as large as `chunk`; the encoded bytes lie there or in `chunk`.
  func encode(
    _ chunk: UnsafeMutableRawBufferPointer, elementBytes: Int, into output: UnsafeMutableRawBufferPointer
  ) -> Encoded {
    let size = chunk.count - Self.checksumBytes
    let values = UnsafeRawBufferPointer(rebasing: chunk[..<size])
    if case .none = compressor { return sealed(chunk, size, filterMask: 0) }
    if shuffled.count < size { shuffled = [UInt8](repeating: 0, count: size) }
    return shuffled.withUnsafeMutableBytes { shuffled in
      let planes = UnsafeMutableRawBufferPointer(rebasing: shuffled[..<size])
      ByteShuffle.shuffle(values, elementBytes: elementBytes, into: planes)
      // One byte fewer than the values have: what is not smaller is stored as it is.
      let room = UnsafeMutableRawBufferPointer(rebasing: output[..<(size - 1)])
      if let compressed = compress(UnsafeRawBufferPointer(planes), into: room) {
        return sealed(output, compressed, filterMask: 0)
      }
      output.copyMemory(from: UnsafeRawBufferPointer(planes))
      return sealed(output, size, filterMask: Storage.compressionFilterBit)
    }
  }

  /// Lends a buffer for one encoded chunk.
  func withOutput(
    bytes count: Int, _ body: (UnsafeMutableRawBufferPointer) throws(HDF5Error) -> Void
  ) throws(HDF5Error) {
    if output.count < count { output = [UInt8](repeating: 0, count: count) }
    try output.withUnsafeMutableBufferPointer { (buffer) throws(HDF5Error) in
      try body(UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: buffer[..<count])))
    }
  }

  private func compress(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) -> Int? {
    switch compressor {
    case .none: nil
    case .deflate(let compressor): compressor.compress(source, into: target)
    case .zstandard(let compressor): compressor.compress(source, into: target)
    }
  }

  /// Puts the checksum after the first `size` bytes.
  private func sealed(_ buffer: UnsafeMutableRawBufferPointer, _ size: Int, filterMask: UInt32) -> Encoded {
    let checksum = Fletcher32.checksum(UnsafeRawBufferPointer(rebasing: buffer[..<size]))
    buffer.storeBytes(of: checksum.littleEndian, toByteOffset: size, as: UInt32.self)
    return Encoded(filterMask: filterMask, bytes: UnsafeRawBufferPointer(rebasing: buffer[..<(size + Self.checksumBytes)]))
  }
}
