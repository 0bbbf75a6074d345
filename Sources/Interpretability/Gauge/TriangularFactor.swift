import CLAPACK

/// The triangular factor R of a tall matrix `A = Q R` that comes piece by piece, by LAPACK's `dgeqrf`: it has A's singular values
/// and right singular vectors, and squares no condition number as `A^T A` would.
struct TriangularFactor {
  let columns: Int
  /// `[columns, columns]`, row-major, zero below the diagonal.
  private(set) var values: [Double]
  private var pending: [Double] = []

  init(columns: Int) {
    self.columns = columns
    values = [Double](repeating: 0, count: columns * columns)
  }

  /// Puts rows below those so far.
  mutating func append(_ rows: [Double]) throws(AnalysisError) {
    pending += rows
    if pending.count >= 4 * values.count { try reduce() }
  }

  /// The factor of all rows so far.
  mutating func finished() throws(AnalysisError) -> RealMatrix {
    try reduce()
    return RealMatrix(rows: columns, columns: columns, values: values)
  }

  private mutating func reduce() throws(AnalysisError) {
    guard !pending.isEmpty else { return }
    guard pending.allSatisfy(\.isFinite) else { throw .notFinite(quantity: "the logits' derivatives") }
    var stacked = values + pending
    var tau = [Double](repeating: 0, count: columns)
    let rows = stacked.count / columns
    let info = LAPACKE_dgeqrf(LAPACK_ROW_MAJOR, Int32(rows), Int32(columns), &stacked, Int32(columns), &tau)
    guard info == 0 else { throw .numerical(routine: "dgeqrf", info: Int(info)) }
    for row in 0..<columns {
      for column in 0..<columns { values[row * columns + column] = column < row ? 0 : stacked[row * columns + column] }
    }
    pending = []
  }
}
