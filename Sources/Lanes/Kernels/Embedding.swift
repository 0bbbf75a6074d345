/// Table look-up by token: each problem (lane) reads its own row.
///
/// Tokens come as one vector a position, the token's number in every lane. A vocabulary is a dozen tokens, so blending row
/// after row in whole vectors beats gathering lane by lane.
public enum Embedding {
  /// `y[position][feature]` of lane l is `table[token of l][feature]`.
  @inlinable @inline(__always)
  public static func forward<V: LaneVector>(
    tokens: UnsafePointer<V>, vocabulary: Int, table: UnsafePointer<V.Scalar>, width: Int, into y: Rows<V>,
    positions: Range<Int>
  ) {
    for p in positions {
      let (row, labels) = (y[p], tokens[p])
      for i in 0..<width {
        var value = V.zero
        for t in 0..<vocabulary {
          value = value.replacing(with: table[t * width + i], where: labels, equal: V.Scalar(t))
        }
        row[i] = value
      }
    }
  }

  /// Adds every lane's gradient to its token's row.
  @inlinable @inline(__always)
  public static func backward<V: LaneVector>(
    tokens: UnsafePointer<V>, vocabulary: Int, _ dy: Rows<V>, width: Int, tableGradient: UnsafeMutablePointer<V.Scalar>,
    positions: Range<Int>
  ) {
    for t in 0..<vocabulary {
      for i in 0..<width {
        var sum = V.zero
        for p in positions { sum += dy[p][i].masked(where: tokens[p], equal: V.Scalar(t)) }
        tableGradient[t * width + i] += sum.laneSum
      }
    }
  }
}
