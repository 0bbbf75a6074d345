import CLAPACK

/// The thin singular value decomposition `A = U diag(s) V^T`, by LAPACK's divide and conquer (`dgesdd`), or where
/// that does not converge by the QR algorithm (`dgesvd`).
struct SingularValueDecomposition: Hashable, Sendable {
  /// `[row][k]`, k up to the smaller side of A.
  let u: RealMatrix
  /// Descending.
  let singularValues: [Double]
  /// `[k][column]`.
  let vTransposed: RealMatrix

  /// - Throws: `AnalysisError.notFinite`, or `.numerical` if LAPACK gives up.
  /// - Precondition: the matrix has at least one row and one column.
  init(_ matrix: RealMatrix) throws(AnalysisError) {
    // LAPACK on a NaN may loop for ever: it is kept out here.
    guard matrix.isFinite else { throw .notFinite(quantity: "a matrix to decompose") }
    let (m, n) = (matrix.rows, matrix.columns)
    precondition(m > 0 && n > 0, "nothing to decompose")
    let k = min(m, n)
    var a = matrix.values
    var s = [Double](repeating: 0, count: k)
    var u = [Double](repeating: 0, count: m * k)
    var vt = [Double](repeating: 0, count: k * n)
    let job = CChar(bitPattern: UInt8(ascii: "S"))
    let info = LAPACKE_dgesdd(
      LAPACK_ROW_MAJOR, job, Int32(m), Int32(n), &a, Int32(n), &s, &u, Int32(k), &vt, Int32(n))
    if info > 0 {
      // Divide and conquer gave up, as it rarely does: the QR algorithm is slower and more patient.
      a = matrix.values
      var superdiagonal = [Double](repeating: 0, count: k)
      let again = LAPACKE_dgesvd(
        LAPACK_ROW_MAJOR, job, job, Int32(m), Int32(n), &a, Int32(n), &s, &u, Int32(k), &vt, Int32(n), &superdiagonal)
      guard again == 0 else { throw .numerical(routine: "dgesvd", info: Int(again)) }
    } else if info < 0 {
      throw .numerical(routine: "dgesdd", info: Int(info))
    }
    self.u = RealMatrix(rows: m, columns: k, values: u)
    singularValues = s
    vTransposed = RealMatrix(rows: k, columns: n, values: vt)
  }

  /// Singular values above rounding noise.
  var rank: Int {
    guard let largest = singularValues.first, largest > 0 else { return 0 }
    let floor = largest * Double(max(u.rows, vTransposed.columns)) * Double.ulpOfOne
    return singularValues.count { $0 > floor }
  }
}
