import Lanes

extension UnsafeMutablePointer where Pointee: LaneVector {
  /// Allocates vectors of zeros from the beginning of a cache line on; to be given back by `deallocate`.
  ///
  /// Swift aligns the largest vectors to 16 bytes only. One of 64 bytes then straddles two lines, and every access is two.
  static func zeros(_ count: Int) -> Self {
    let size = count * MemoryLayout<Pointee>.stride
    let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64).bindMemory(to: Pointee.self, capacity: count)
    memory.initialize(repeating: Pointee(repeating: 0), count: count)
    return memory
  }
}
