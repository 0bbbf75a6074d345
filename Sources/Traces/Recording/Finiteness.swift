/// Looks for values that are not finite among stored ones.
enum Finiteness {
  /// The first value of some rows that is not finite although it has to be: its row and its place there.
  static func firstFailure(
    in rows: UnsafeRawBufferPointer, rowBytes: Int, _ precision: TracePrecision, checking runs: [Range<Int>]
  ) -> (row: Int, place: Int)? {
    switch precision {
    case .float16: first(in: rows, rowBytes, UInt16.self, infinity: Float16.infinity.bitPattern, runs)
    case .float32: first(in: rows, rowBytes, UInt32.self, infinity: Float.infinity.bitPattern, runs)
    case .float64: first(in: rows, rowBytes, UInt64.self, infinity: Double.infinity.bitPattern, runs)
    }
  }

  /// Without its sign, the pattern of a value that is not finite is that of infinity or a greater one.
  @inline(__always)
  private static func first<Bits: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    in rows: UnsafeRawBufferPointer, _ rowBytes: Int, _: Bits.Type, infinity: Bits, _ runs: [Range<Int>]
  ) -> (row: Int, place: Int)? {
    let (size, mask) = (MemoryLayout<Bits>.size, Bits.max &>> 1)
    func greatest(_ start: Int, _ count: Int) -> Bits {
      guard let base = rows.baseAddress else { return 0 }
      var greatest: Bits = 0
      for index in 0..<count {
        let bits = base.loadUnaligned(fromByteOffset: start &+ index &* size, as: Bits.self) & mask
        greatest = bits > greatest ? bits : greatest
      }
      return greatest
    }
    let perRow = rowBytes / size
    let isWhole = runs == [0..<perRow]
    if isWhole, greatest(0, rows.count / size) < infinity { return nil }
    for row in 0..<rows.count / rowBytes {
      for run in runs where greatest(row * rowBytes + run.lowerBound * size, run.count) >= infinity {
        for place in run where greatest(row * rowBytes + place * size, 1) >= infinity { return (row, place) }
      }
    }
    return nil
  }
}
