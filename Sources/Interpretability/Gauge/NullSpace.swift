/// What linear maps leave nothing of, and bases that can be read.
enum NullSpace {
  /// Orthonormal vectors whose images are at most `tolerance` times the greatest singular value.
  static func basis(of matrix: RealMatrix, tolerance: Double) throws(AnalysisError) -> [[Double]] {
    guard matrix.columns > 0 else { return [] }
    // A wide matrix has more right singular vectors than LAPACK's thin form gives: rows of zeros make it square.
    let missing = max(0, matrix.columns - matrix.rows)
    let square = RealMatrix(
      rows: matrix.rows + missing, columns: matrix.columns,
      values: matrix.values + [Double](repeating: 0, count: missing * matrix.columns))
    let svd = try SingularValueDecomposition(square)
    let largest = svd.singularValues.first ?? 0
    return svd.singularValues.indices.filter { svd.singularValues[$0] <= tolerance * largest || largest == 0 }
      .map(svd.vTransposed.row)
  }

  /// The combinations of vectors that are short, and the others: orthonormal coefficients, one for each vector.
  static func parts(
    of vectors: [[Double]], limit: Double
  ) throws(AnalysisError) -> (within: [[Double]], beyond: [[Double]]) {
    guard let width = vectors.first?.count else { return ([], []) }
    let missing = max(0, vectors.count - width)
    let columns = (0..<width).flatMap { row in vectors.map { $0[row] } }
    let svd = try SingularValueDecomposition(
      RealMatrix(
        rows: width + missing, columns: vectors.count,
        values: columns + [Double](repeating: 0, count: missing * vectors.count)))
    let indices = svd.singularValues.indices
    return (
      indices.filter { svd.singularValues[$0] <= limit }.map(svd.vTransposed.row),
      indices.filter { svd.singularValues[$0] > limit }.map(svd.vTransposed.row)
    )
  }

  /// An orthonormal basis of what vectors span.
  static func span(_ vectors: [[Double]], tolerance: Double = 1e-9) throws(AnalysisError) -> [[Double]] {
    let units = vectors.compactMap(\.unit)
    guard !units.isEmpty else { return [] }
    let svd = try SingularValueDecomposition(RealMatrix(units))
    let largest = svd.singularValues.first ?? 0
    return svd.singularValues.indices.filter { svd.singularValues[$0] > tolerance * largest }.map(svd.vTransposed.row)
  }

  /// What is left of vectors without what orthonormal ones span.
  static func without(_ vectors: [[Double]], _ basis: [[Double]]) -> [[Double]] {
    vectors.map { vector in
      var rest = vector
      // Twice: what one projection leaves by rounding, the second takes.
      for _ in 0..<2 {
        for axis in basis {
          let overlap = axis.dot(rest)
          for i in rest.indices { rest[i] -= overlap * axis[i] }
        }
      }
      return rest
    }
  }

  /// The same space by vectors with many zeros, of length one: Gauss and Jordan, the greatest entry left as the next pivot.
  static func sparse(_ basis: [[Double]]) -> [[Double]] {
    var rows = basis
    var used: Set<Int> = []
    var open = Set(rows.indices)
    while !open.isEmpty {
      var best = (row: -1, column: -1, size: 0.0)
      for row in open.sorted() {
        for column in rows[row].indices where !used.contains(column) && abs(rows[row][column]) > best.size * (1 + 1e-9) {
          best = (row, column, abs(rows[row][column]))
        }
      }
      guard best.row >= 0, best.size > 1e-12 else { break }
      let pivot = rows[best.row][best.column]
      rows[best.row] = rows[best.row].map { $0 / pivot }
      for other in rows.indices where other != best.row {
        let factor = rows[other][best.column]
        guard factor != 0 else { continue }
        for column in rows[other].indices { rows[other][column] -= factor * rows[best.row][column] }
        rows[other][best.column] = 0
      }
      used.insert(best.column)
      open.remove(best.row)
    }
    return rows.compactMap { row in
      let largest = row.map(abs).max() ?? 0
      return row.map { abs($0) > 1e-9 * largest ? $0 : 0 }.unit
    }
  }
}

extension [Double] {
  func dot(_ other: [Double]) -> Double {
    var sum = 0.0
    for index in indices { sum += self[index] * other[index] }
    return sum
  }

  var length: Double { dot(self).squareRoot() }

  /// The same direction, of length one; nil for zero.
  var unit: [Double]? {
    let length = length
    return length > 0 ? map { $0 / length } : nil
  }
}

extension RealMatrix {
  /// The matrix times a vector.
  func times(_ vector: [Double]) -> [Double] {
    values.withUnsafeBufferPointer { values in
      (0..<rows).map { row in
        var sum = 0.0
        for column in 0..<columns { sum += values[row * columns + column] * vector[column] }
        return sum
      }
    }
  }
}
