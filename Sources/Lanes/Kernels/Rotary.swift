/// Rotary position embedding: pairs of a head's features are turned by angles that grow with the position. Su et al. 2021.
public enum Rotary {
  /// Which two features of a head make up a pair.
  public enum Pairing: String, Codable, Hashable, Sendable, CaseIterable {
    /// Neighbors: (0, 1), (2, 3), ..., as in the paper.
    case interleaved
    /// The first half with the second: (0, n/2), (1, n/2 + 1), ..., as in Llama and Qwen.
    case halves

    /// The first feature of pair j, and how far its partner is.
    @inlinable @inline(__always)
    func pair(_ j: Int, width: Int) -> (first: Int, second: Int) {
      switch self {
      case .interleaved: (2 * j, 2 * j + 1)
      case .halves: (j, j + width / 2)
      }
    }
  }

  /// `(a, b)` becomes `(a cos - b sin, a sin + b cos)`.
  ///
  /// - Parameters:
  ///   - width: features of the head; even.
  ///   - table: for every position the cosines of all pairs, then their sines.
  @inlinable @inline(__always)
  public static func forward<V: LaneVector>(
    _ x: Rows<V>, width: Int, pairing: Pairing, table: UnsafePointer<V.Scalar>, into y: Rows<V>, positions: Range<Int>
  ) {
    let pairs = width / 2
    for p in positions {
      let (cosines, sines) = (table + p * width, table + p * width + pairs)
      for j in 0..<pairs {
        let (a, b) = pairing.pair(j, width: width)
        let (xa, xb) = (x[p][a], x[p][b])
        y[p][a] = (cosines[j] * xa).addingProduct(-sines[j], xb)
        y[p][b] = (cosines[j] * xb).addingProduct(sines[j], xa)
      }
    }
  }

  /// The gradient turns back: `dx[a] += da cos + db sin`, `dx[b] += db cos - da sin`.
  ///
  /// - Parameter addsFrom: the position from which on `dx` holds something to be added to; before it is overwritten.
  @inlinable @inline(__always)
  public static func backward<V: LaneVector>(
    _ dy: Rows<V>, width: Int, pairing: Pairing, table: UnsafePointer<V.Scalar>, into dx: Rows<V>,
    addsFrom: Int = 0, positions: Range<Int>
  ) {
    let pairs = width / 2
    for p in positions {
      let (cosines, sines) = (table + p * width, table + p * width + pairs)
      for j in 0..<pairs {
        let (a, b) = pairing.pair(j, width: width)
        let (da, db) = (dy[p][a], dy[p][b])
        let (oldA, oldB) = p >= addsFrom ? (dx[p][a], dx[p][b]) : (V.zero, V.zero)
        dx[p][a] = oldA.addingProduct(cosines[j], da).addingProduct(sines[j], db)
        dx[p][b] = oldB.addingProduct(cosines[j], db).addingProduct(-sines[j], da)
      }
    }
  }
}
