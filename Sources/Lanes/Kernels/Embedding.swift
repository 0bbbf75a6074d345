/// Table look-up by token: each problem (lane) reads its own row.
///
/// Tokens are laid out `[position][lane]`.
public enum Embedding {
  /// `y[position][feature]` of lane l is `table[token of l][feature]`.
  @inlinable @inline(__always)
  public static func forward<V: LaneVector>(
    tokens: UnsafePointer<UInt8>, table: UnsafePointer<V.Scalar>, width: Int, into y: Rows<V>, positions: Range<Int>
  ) {
    for p in positions {
      let row = UnsafeMutableRawPointer(y[p]).assumingMemoryBound(to: V.Scalar.self)
      for lane in 0..<V.laneCount {
        let entry = table + Int(tokens[p * V.laneCount + lane]) * width
        for i in 0..<width { row[i * V.laneCount + lane] = entry[i] }
      }
    }
  }

  /// Adds every lane's gradient to its token's row.
  @inlinable @inline(__always)
  public static func backward<V: LaneVector>(
    tokens: UnsafePointer<UInt8>, _ dy: Rows<V>, width: Int, tableGradient: UnsafeMutablePointer<V.Scalar>,
    positions: Range<Int>
  ) {
    for p in positions {
      let row = UnsafeMutableRawPointer(dy[p]).assumingMemoryBound(to: V.Scalar.self)
      for lane in 0..<V.laneCount {
        let entry = tableGradient + Int(tokens[p * V.laneCount + lane]) * width
        for i in 0..<width { entry[i] += row[i * V.laneCount + lane] }
      }
    }
  }
}
