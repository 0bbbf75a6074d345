import Lanes

/// The matrix of a product `x A B`, `[input, output]`: A `[input, rank]`, B `[rank, output]`, both as maps.
public struct MatrixProduct: Hashable, Sendable {
  /// The factors as maps: the first has `rank` outputs, and the second as many inputs.
  package let first, second: Matrix
  package let into: Int

  private var rows: Int { first.inputs }
  private var rank: Int { first.outputs }
  private var columns: Int { second.outputs }

  func apply<Scalar: BinaryFloatingPoint>(_ values: UnsafeMutablePointer<Scalar>) {
    for r in 0..<rows {
      for c in 0..<columns {
        var sum = 0.0
        for i in 0..<rank {
          sum += Double(values[first.place(row: i, column: r)]) * Double(values[second.place(row: c, column: i)])
        }
        values[into + r * columns + c] = Scalar(sum)
      }
    }
  }

  /// `dA = dC B^T`, `dB = A^T dC`.
  func pullBack<Scalar: BinaryFloatingPoint>(values: UnsafePointer<Scalar>, gradient g: UnsafeMutablePointer<Scalar>) {
    for i in 0..<rank {
      for r in 0..<rows {
        var sum = 0.0
        for c in 0..<columns { sum += Double(g[into + r * columns + c]) * Double(values[second.place(row: c, column: i)]) }
        g[first.place(row: i, column: r)] += Scalar(sum)
      }
      for c in 0..<columns {
        var sum = 0.0
        for r in 0..<rows { sum += Double(values[first.place(row: i, column: r)]) * Double(g[into + r * columns + c]) }
        g[second.place(row: c, column: i)] += Scalar(sum)
      }
    }
  }
}
