import Testing

@testable import Traces

extension TracesTests {
  /// The chunks that are made here against HDF5's filters, written down as plainly as possible.
  @Suite struct ChunkTests {
    /// HDF5's `H5_checksum_fletcher32`, word by word.
    private func plainChecksum(_ bytes: [UInt8]) -> UInt32 {
      var (first, second): (UInt32, UInt32) = (0, 0)
      var words: [UInt32] = stride(from: 0, to: bytes.count - 1, by: 2).map { UInt32(bytes[$0]) << 8 | UInt32(bytes[$0 + 1]) }
      if !bytes.count.isMultiple(of: 2) { words.append(UInt32(bytes[bytes.count - 1]) << 8) }
      for word in words {
        first += word
        first = (first & 0xFFFF) + (first >> 16)
        second += first
        second = (second & 0xFFFF) + (second >> 16)
      }
      return second << 16 | first
    }

    static let byteCounts = [2, 3, 4, 63, 64, 65, 66, 130, 23_040, 23_041, 46_080, 46_082, 100_001]

    @Test(arguments: byteCounts) func checksumsAreHDF5s(count: Int) {
      var state: UInt64 = 1
      let random = (0..<count).map { _ -> UInt8 in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 56)
      }
      // All zero, sums that are multiples of the modulus, and the largest that there are.
      let cases = [random, [UInt8](repeating: 0, count: count), [UInt8](repeating: 0xFF, count: count)]
      for bytes in cases + [[0xFF, 0xFF] + [UInt8](repeating: 0, count: count)] {
        #expect(bytes.withUnsafeBytes { Fletcher32.checksum($0) } == plainChecksum(bytes))
      }
    }

    @Test(arguments: [1, 2, 4, 8]) func shufflingSortsBytesBySignificance(elementBytes: Int) {
      let count = 37
      let bytes = (0..<count * elementBytes).map { UInt8(truncatingIfNeeded: $0 * 7) }
      var shuffled = [UInt8](repeating: 0, count: bytes.count)
      bytes.withUnsafeBytes { source in
        shuffled.withUnsafeMutableBytes { ByteShuffle.shuffle(source, elementBytes: elementBytes, into: $0) }
      }
      for element in 0..<count {
        for byte in 0..<elementBytes {
          #expect(shuffled[byte * count + element] == bytes[element * elementBytes + byte])
        }
      }
    }

    @Test(arguments: [TraceCompression.deflate(level: 1), .zstandard(level: 1)])
    func whatDoesNotShrinkIsStoredAsItIs(compression: TraceCompression) {
      var state: UInt64 = 9
      func random() -> UInt8 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 56)
      }
      let encoder = ChunkEncoder(compression)
      for isRandom in [true, false] {
        var chunk = (0..<4096).map { _ in isRandom ? random() : 0 } + [0, 0, 0, 0]
        var output = [UInt8](repeating: 0, count: chunk.count)
        let (mask, size) = chunk.withUnsafeMutableBytes { chunk in
          output.withUnsafeMutableBytes { output in
            let encoded = encoder.encode(chunk, elementBytes: 4, into: output)
            return (encoded.filterMask, encoded.bytes.count)
          }
        }
        #expect(mask == (isRandom ? 2 : 0))
        #expect(isRandom ? size == 4100 : size < 200)
      }
    }

    @Test(arguments: [TraceCompression.deflate(level: 1), .deflate(level: 6), .zstandard(level: 3)])
    func whatMemoryHeldBeforeChangesNoByte(compression: TraceCompression) {
      /// Values that come again after hundreds of bytes, so that a shorter window makes a longer chunk.
      let values = (0..<20_000).map { Float(($0 % 700) * ($0 % 700)).squareRoot() }
      /// Leaves `word` in blocks of free memory, of the sizes that compressors ask for.
      /// - Returns: what lies between the blocks, so that they are not handed back to the system: to be freed.
      func soil(_ word: UInt16) -> [UnsafeMutableRawPointer] {
        let blocks = (0..<64).map { _ in
          (
            dirty: UnsafeMutableRawPointer.allocate(byteCount: 100_000, alignment: 16),
            between: UnsafeMutableRawPointer.allocate(byteCount: 1000, alignment: 16)
          )
        }
        for block in blocks { block.dirty.initializeMemory(as: UInt16.self, repeating: word, count: 50_000) }
        for block in blocks { block.dirty.deallocate() }
        return blocks.map(\.between)
      }
      let chunks = ([0, 1, 4, 9, 0x5A5A, 0xFFFF] as [UInt16]).map { word -> [UInt8] in
        var chunk = values.withUnsafeBytes { [UInt8]($0) } + [0, 0, 0, 0]
        var output = [UInt8](repeating: 0, count: chunk.count)
        let between = soil(word)
        defer { for block in between { block.deallocate() } }
        let encoder = ChunkEncoder(compression)
        return chunk.withUnsafeMutableBytes { chunk in
          output.withUnsafeMutableBytes { [UInt8](encoder.encode(chunk, elementBytes: 4, into: $0).bytes) }
        }
      }
      #expect(Set(chunks).count == 1)
    }

    @Test func valuesThatAreNotFiniteAreFound() {
      var values = [Float](repeating: 1, count: 60)
      func first(_ runs: [Range<Int>]) -> [Int]? {
        values.withUnsafeBytes {
          Finiteness.firstFailure(in: $0, rowBytes: 80, .float32, checking: runs).map { [$0.row, $0.place] }
        }
      }
      #expect(first([0..<20]) == nil)
      values[47] = -.infinity
      #expect(first([0..<20]) == [2, 7])
      #expect(first([0..<7, 8..<20]) == nil)
      values[25] = .nan
      #expect(first([0..<7, 8..<20]) == [1, 5])
      #expect(first([0..<20]) == [1, 5])
    }
  }
}
