/// The singular values and directions of a product `A^T B`, where A and B are a few rows over a wide stream: what a head of
/// attention makes of it.
///
/// With `A = U_a S_a V_a^T` and `B` likewise, the product is `V_a (S_a U_a^T U_b S_b) V_b^T`: the matrix in brackets has a side no
/// longer than the head is wide, and only it has to be decomposed.
public struct SingularDirections: Codable, Hashable, Sendable {
  /// Descending; as many as the head is wide, or as the stream.
  public let values: [Double]
  /// `[k][dimension]`, unit vectors: what A reads. Each points where its largest entry is positive.
  public let left: [[Double]]
  /// `[k][dimension]`, unit vectors: what B reads or writes.
  public let right: [[Double]]

  /// The share of the product's squared Frobenius norm along each direction; all 0 for a product of zeros.
  public var shares: [Double] {
    let total = values.reduce(0) { $0 + $1 * $1 }
    return values.map { total > 0 ? $0 * $0 / total : 0 }
  }

  /// - Parameters:
  ///   - a: equally long rows, at least one.
  ///   - b: as many rows.
  /// - Throws: `AnalysisError.notFinite`, or `.numerical` if LAPACK gives up.
  init(_ a: [[Double]], _ b: [[Double]]) throws(AnalysisError) {
    precondition(a.count == b.count && !a.isEmpty, "as many rows in both factors")
    let (first, second) = (try SingularValueDecomposition(RealMatrix(a)), try SingularValueDecomposition(RealMatrix(b)))
    let core = first.singularValues.indices.map { i in
      second.singularValues.indices.map { j in
        let overlap = a.indices.reduce(0) { $0 + first.u[$1, i] * second.u[$1, j] }
        return first.singularValues[i] * overlap * second.singularValues[j]
      }
    }
    let inner = try SingularValueDecomposition(RealMatrix(core))
    let (width, otherWidth) = (a[0].count, b[0].count)
    var (left, right): ([[Double]], [[Double]]) = ([], [])
    for k in inner.singularValues.indices {
      let x = (0..<width).map { d in
        first.singularValues.indices.reduce(0) { $0 + first.vTransposed[$1, d] * inner.u[$1, k] }
      }
      let y = (0..<otherWidth).map { d in
        second.singularValues.indices.reduce(0) { $0 + second.vTransposed[$1, d] * inner.vTransposed[k, $1] }
      }
      // The sign is arbitrary, but common to both sides.
      let sign = (x.max { abs($0) < abs($1) } ?? 1) < 0 ? -1.0 : 1
      left.append(x.map { $0 * sign })
      right.append(y.map { $0 * sign })
    }
    values = inner.singularValues
    (self.left, self.right) = (left, right)
  }
}
