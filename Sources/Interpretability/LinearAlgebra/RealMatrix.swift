/// A small dense matrix of doubles, row-major: what LAPACK is given.
struct RealMatrix: Hashable, Sendable {
  let rows: Int
  let columns: Int
  private(set) var values: [Double]

  init(rows: Int, columns: Int, values: [Double]) {
    precondition(rows >= 0 && columns >= 0 && values.count == rows * columns, "\(rows) by \(columns) numbers")
    (self.rows, self.columns, self.values) = (rows, columns, values)
  }

  /// - Precondition: all rows are equally long.
  init(_ rows: [[Double]]) {
    self.init(rows: rows.count, columns: rows.first?.count ?? 0, values: rows.flatMap { $0 })
  }

  subscript(row: Int, column: Int) -> Double { values[row * columns + column] }

  func row(_ index: Int) -> [Double] { Array(values[(index * columns)..<((index + 1) * columns)]) }

  var isFinite: Bool { values.allSatisfy(\.isFinite) }
}
