/// HDF5's shuffle filter: the first byte of every element, then the second of every element, and so on.
///
/// Exponents of neighbouring activations are alike, their last bits are not: sorted by significance, they deflate better.
enum ByteShuffle {
  /// Writes the shuffled bytes of `source` to `target`.
  /// - Precondition: both have the same size, a multiple of `elementBytes`.
  static func shuffle(_ source: UnsafeRawBufferPointer, elementBytes: Int, into target: UnsafeMutableRawBufferPointer) {
    precondition(source.count == target.count && source.count.isMultiple(of: elementBytes), "shuffled bytes are as many")
    switch elementBytes {
    case 2: split(source, as: UInt16.self, into: target)
    case 4: split(source, as: UInt32.self, into: target)
    case 8: split(source, as: UInt64.self, into: target)
    default: target.copyMemory(from: source)
    }
  }

  @inline(__always)
  private static func split<Element: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ source: UnsafeRawBufferPointer, as _: Element.Type, into target: UnsafeMutableRawBufferPointer
  ) {
    let size = MemoryLayout<Element>.size
    let count = source.count / size
    guard count > 0, let from = source.baseAddress, let to = target.baseAddress else { return }
    for byte in 0..<size {
      let plane = (to + byte * count).assumingMemoryBound(to: UInt8.self)
      let shift = Element(truncatingIfNeeded: 8 * byte)
      for index in 0..<count {
        let element = from.loadUnaligned(fromByteOffset: index &* size, as: Element.self)
        plane[index] = UInt8(truncatingIfNeeded: element &>> shift)
      }
    }
  }
}
