import Lanes

/// A matrix times a number, row by row `[output, input]`.
public struct ScaledMatrix: Hashable, Sendable {
  package let matrix: Matrix
  /// The index of the number.
  package let factor: Int
  package let into: Int

  func apply<Scalar: BinaryFloatingPoint>(_ values: UnsafeMutablePointer<Scalar>) {
    let scale = Double(values[factor])
    matrix.forEachEntry { _, _, place, n in values[into + n] = Scalar(scale * Double(values[place])) }
  }

  func pullBack<Scalar: BinaryFloatingPoint>(values: UnsafePointer<Scalar>, gradient g: UnsafeMutablePointer<Scalar>) {
    let scale = Double(values[factor])
    var sum = 0.0
    matrix.forEachEntry { _, _, place, n in
      let incoming = Double(g[into + n])
      g[place] += Scalar(scale * incoming)
      sum += incoming * Double(values[place])
    }
    g[factor] += Scalar(sum)
  }
}

extension Matrix {
  /// The index of an entry's value.
  @inline(__always)
  package func place(row: Int, column: Int) -> Int { offset + row * outputStride + column * inputStride }

  /// Goes through the entries row by row: row, column, the index of the value, and the entry's number.
  @inline(__always)
  package func forEachEntry(_ body: (_ row: Int, _ column: Int, _ place: Int, _ number: Int) -> Void) {
    for row in 0..<outputs {
      for column in 0..<inputs { body(row, column, place(row: row, column: column), row * inputs + column) }
    }
  }

  /// Whether the values stand row by row, one after the other.
  var isContiguous: Bool { inputStride == 1 && outputStride == inputs || outputs == 1 && inputStride == 1 }
}
