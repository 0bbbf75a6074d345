import CLAPACK

/// The x of least norm that minimizes `|A x - b|`, by LAPACK's `dgelsd`.
struct LeastSquares: Hashable, Sendable {
  let solution: [Double]
  /// The effective rank of A; below its columns, the solution is one of many.
  let rank: Int
  /// `|A x - b|^2`.
  let residualSumOfSquares: Double

  /// - Throws: `AnalysisError.notFinite`, or `.numerical` if LAPACK gives up.
  /// - Precondition: A is not empty and has as many rows as b has entries.
  init(_ a: RealMatrix, _ b: [Double]) throws(AnalysisError) {
    guard a.isFinite, b.allSatisfy(\.isFinite) else { throw .notFinite(quantity: "a least-squares problem") }
    let (m, n) = (a.rows, a.columns)
    precondition(m > 0 && n > 0 && b.count == m, "a right side of \(m) numbers")
    var matrix = a.values
    var x = b + [Double](repeating: 0, count: max(0, n - m))
    var s = [Double](repeating: 0, count: min(m, n))
    var rank: Int32 = 0
    let info = LAPACKE_dgelsd(
      LAPACK_ROW_MAJOR, Int32(m), Int32(n), 1, &matrix, Int32(n), &x, 1, &s, 1e-12, &rank)
    guard info == 0 else { throw .numerical(routine: "dgelsd", info: Int(info)) }
    let solution = Array(x.prefix(n))
    self.solution = solution
    self.rank = Int(rank)
    residualSumOfSquares = (0..<m).reduce(0) { sum, row in
      let fitted = (0..<n).reduce(0) { $0 + a[row, $1] * solution[$1] }
      return sum + (fitted - b[row]) * (fitted - b[row])
    }
  }
}
