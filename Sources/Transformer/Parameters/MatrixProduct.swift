/// A matrix or table of low rank, `A B`, or some of its columns: positions, queries, keys and values of the low-rank line.
public struct MatrixProduct: Hashable, Sendable {
  /// The indices of the factors' first values: A `[rows, rank]`, B `[rank, columns]`.
  let first, second: Int
  /// From one row of B to the next; more than `columns` if B goes on to the right.
  let secondStride: Int
  let rows, rank, columns: Int
  let into: Int

  func apply<Scalar: BinaryFloatingPoint>(_ values: UnsafeMutablePointer<Scalar>) {
    for r in 0..<rows {
      for c in 0..<columns {
        var sum = 0.0
        for i in 0..<rank { sum += Double(values[first + r * rank + i]) * Double(values[second + i * secondStride + c]) }
        values[into + r * columns + c] = Scalar(sum)
      }
    }
  }

  /// `dA = dC B^T`, `dB = A^T dC`.
  func pullBack<Scalar: BinaryFloatingPoint>(values: UnsafePointer<Scalar>, gradient g: UnsafeMutablePointer<Scalar>) {
    for i in 0..<rank {
      for r in 0..<rows {
        var sum = 0.0
        for c in 0..<columns { sum += Double(g[into + r * columns + c]) * Double(values[second + i * secondStride + c]) }
        g[first + r * rank + i] += Scalar(sum)
      }
      for c in 0..<columns {
        var sum = 0.0
        for r in 0..<rows { sum += Double(values[first + r * rank + i]) * Double(g[into + r * columns + c]) }
        g[second + i * secondStride + c] += Scalar(sum)
      }
    }
  }
}
