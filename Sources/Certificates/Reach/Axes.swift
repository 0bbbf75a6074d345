/// A symmetric matrix's eigenvectors, by Jacobi's rotations: small matrices, and nothing rests on their accuracy.
struct SymmetricMatrix {
  private var a: [[Double]]
  private let n: Int

  init(_ rows: [[Double]]) { (a, n) = (rows, rows.count) }

  /// As rows, those of the greatest eigenvalues first.
  var eigenvectors: [[Double]] {
    var a = a
    var v = (0..<n).map { i in (0..<n).map { i == $0 ? 1.0 : 0 } }
    for _ in 0..<30 {
      for p in 0..<n {
        for q in (p + 1)..<max(n, p + 1) where a[p][q] != 0 {
          let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
          let t = (theta < 0 ? -1 : 1) / (theta.magnitude + (theta * theta + 1).squareRoot())
          let c = 1 / (t * t + 1).squareRoot()
          let s = t * c
          for k in 0..<n { (a[k][p], a[k][q]) = (c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q]) }
          for k in 0..<n { (a[p][k], a[q][k]) = (c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]) }
          for k in 0..<n { (v[p][k], v[q][k]) = (c * v[p][k] - s * v[q][k], s * v[p][k] + c * v[q][k]) }
        }
      }
    }
    return (0..<n).sorted { (-a[$0][$0], $0) < (-a[$1][$1], $1) }.map { v[$0] }
  }
}

/// A matrix whose rows are nearly orthonormal.
struct OrthogonalMatrix {
  let rows: [[Double]]

  /// An enclosure of the inverse; nil if the rows are not nearly orthonormal.
  ///
  /// With U the matrix and `E = I - U U^T`, `U^-1 = U^T (I - E)^-1 = U^T + U^T (E + E^2 + ...)`. If the absolute row sums of E are at
  /// most e < 1, so are those of `E^k` by `e^k`; and no entry of `E + E^2 + ...` is above `e / (1 - e)`.
  var inverse: [[Interval]]? {
    let n = rows.count
    guard rows.allSatisfy({ $0.count == n && $0.allSatisfy(\.isFinite) }) else { return nil }
    let u = rows.map { $0.map { Interval($0) } }
    var most = 0.0
    for i in 0..<n {
      var sum = Interval.zero
      for j in 0..<n {
        let entry = (i == j ? Interval.one : .zero) - Interval.dot(u[i], u[j])
        sum += Interval(0, max(entry.magnitude, 0))
      }
      most = max(most, sum.upper)
    }
    guard most < 0.5 else { return nil }
    let error = (Interval(most) / (Interval.one - Interval(most))).upper
    return (0..<n).map { i in
      let column = (0..<n).reduce(Interval.zero) { $0 + Interval(u[$1][i].magnitude) }
      let spread = (column * Interval(error)).upper
      return (0..<n).map { u[$0][i] + Interval(-spread, spread) }
    }
  }
}

/// Directions that a head's coordinates are along, and the inverse of their matrix, enclosed.
struct HeadAxes {
  let rows: [[Double]]
  let inverse: [[Interval]]

  /// Of a single feature.
  static let one = HeadAxes(identity: 1)

  init(identity count: Int) {
    rows = (0..<count).map { i in (0..<count).map { i == $0 ? 1 : 0 } }
    inverse = rows.map { $0.map { Interval($0) } }
  }

  /// - Returns: nil if the rows are not nearly orthonormal.
  init?(rows: [[Double]]) {
    let identity = HeadAxes(identity: rows.count)
    guard rows != identity.rows else {
      self = identity
      return
    }
    guard let inverse = OrthogonalMatrix(rows: rows).inverse else { return nil }
    (self.rows, self.inverse) = (rows, inverse)
  }
}
