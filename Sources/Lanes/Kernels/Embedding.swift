/// Table look-up by token: each problem (lane) reads its own row.
///
/// Tokens come as one vector a position, the token's number in every lane. A vocabulary is a dozen tokens: a feature's column of
/// the table fits into one vector, which a permutation reads for all problems at once.
public enum Embedding {
  /// `y[position][feature]` of lane l is `table[token of l][feature]`.
  @inlinable @inline(__always)
  public static func forward<V: LaneVector>(
    tokens: UnsafePointer<V>, vocabulary: Int, table: UnsafePointer<V.Scalar>, width: Int, into y: Rows<V>,
    positions: Range<Int>
  ) {
    if vocabulary <= V.laneCount {
      for i in 0..<width {
        var column = V.zero
        withUnsafeMutableBytes(of: &column) { bytes in
          let entries = bytes.assumingMemoryBound(to: V.Scalar.self)
          for t in 0..<vocabulary { entries[t] = table[t * width + i] }
        }
        for p in positions { y[p][i] = V.lookUp(tokens[p], in: column) }
      }
    } else {
      for p in positions {
        for i in 0..<width {
          var value = V.zero
          for t in 0..<vocabulary {
            value = value.replacing(with: table[t * width + i], where: tokens[p], equal: V.Scalar(t))
          }
          y[p][i] = value
        }
      }
    }
  }

  /// Adds every lane's gradient to its token's row.
  @inlinable @inline(__always)
  public static func backward<V: LaneVector>(
    tokens: UnsafePointer<V>, vocabulary: Int, _ dy: Rows<V>, width: Int, tableGradient: UnsafeMutablePointer<V.Scalar>,
    positions: Range<Int>
  ) {
    var first = 0
    while first < width {
      Unrolled.loops(upTo: min(8, width - first)) { count in
        // Two tokens at a time: each gradient that is fetched is looked at twice, and sixteen sums over lanes are taken at once.
        for t in stride(from: 0, to: vocabulary, by: 2) {
          var sums = InlineArray<16, V>(repeating: V.zero)
          for p in positions {
            let (row, labels) = (dy[p] + first, tokens[p])
            for i in 0..<count {
              sums[i] = sums[i].adding(row[i], where: labels, equal: V.Scalar(t))
              sums[8 + i] = sums[8 + i].adding(row[i], where: labels, equal: V.Scalar(t + 1))
            }
          }
          let total = V.laneSums(sums)
          let gradient = tableGradient + t * width + first
          for i in 0..<count { gradient[i] += total[i] }
          if t + 1 < vocabulary {
            for i in 0..<count { gradient[width + i] += total[8 + i] }
          }
        }
      }
      first += 8
    }
  }
}
