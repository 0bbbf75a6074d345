/// `O` outputs of a linear map, three positions at a time: their accumulators stay in registers, and each weight that is fetched
/// serves three multiply-adds.
@usableFromInline
struct LinearTile<let O: Int, V: LaneVector> {
  /// Positions at a time: with eight outputs, 24 accumulators in 32 registers; and it divides both 33 and 12, a pass's positions
  /// and its answer's.
  @inlinable @inline(__always)
  static var height: Int { Tall.height }

  @usableFromInline typealias Tall = PositionTile<3, O, V>

  @inlinable @inline(__always)
  static func apply(
    _ x: Rows<V>, _ inputs: Int, _ w: UnsafePointer<V.Scalar>, _ bias: UnsafePointer<V.Scalar>?, _ y: Rows<V>, _ adds: Bool,
    _ positions: Range<Int>
  ) {
    var p = positions.lowerBound
    while p + height <= positions.upperBound {
      Tall.apply(x, inputs, w, bias, y, adds, p)
      p += height
    }
    while p < positions.upperBound {
      PositionTile<1, O, V>.apply(x, inputs, w, bias, y, adds, p)
      p += 1
    }
  }
}

/// `P` positions and `O` outputs.
@usableFromInline
struct PositionTile<let P: Int, let O: Int, V: LaneVector> {
  @inlinable @inline(__always)
  static var height: Int { P }

  @inlinable @inline(__always)
  static func apply(
    _ x: Rows<V>, _ inputs: Int, _ w: UnsafePointer<V.Scalar>, _ bias: UnsafePointer<V.Scalar>?, _ y: Rows<V>, _ adds: Bool,
    _ first: Int
  ) {
    var sum = InlineArray<P, InlineArray<O, V>>(repeating: InlineArray<O, V>(repeating: V.zero))
    if let bias {
      for p in 0..<P { for o in 0..<O { sum[p][o] = V(repeating: bias[o]) } }
    }
    if adds {
      for p in 0..<P { for o in 0..<O { sum[p][o] += y[first + p][o] } }
    }
    var row = w
    for i in 0..<inputs {
      for o in 0..<O {
        for p in 0..<P { sum[p][o] = sum[p][o].addingProduct(row[o], x[first + p][i]) }
      }
      row += O
    }
    for p in 0..<P { for o in 0..<O { y[first + p][o] = sum[p][o] } }
  }
}
