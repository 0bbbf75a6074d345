/// Where a weight matrix lies in a flat array of weights: entry (input i, output o) at `offset + i inputStride + o outputStride`.
///
/// Both layouts of the published files are such views: a torch `Linear` stores `[output, input]`, a low-rank factor
/// `[input, output]`; one third of a fused QKV projection is a view too.
public struct Matrix: Hashable, Sendable {
  /// Numbers of inputs and outputs.
  public let inputs, outputs: Int
  /// The index of entry (0, 0) and the distances between neighbors along each side.
  public let offset, inputStride, outputStride: Int

  /// A view of `inputs * outputs` weights.
  public init(inputs: Int, outputs: Int, offset: Int, inputStride: Int, outputStride: Int) {
    self.inputs = inputs
    self.outputs = outputs
    self.offset = offset
    self.inputStride = inputStride
    self.outputStride = outputStride
  }
}

/// The linear map `y = x W + b`, applied position by position.
public enum Linear {
  /// `y[o] = b[o] + sum over i of x[i] w[i, o]`.
  ///
  /// - Parameters:
  ///   - w: the packed weights, `[input][output]`.
  ///   - bias: one value per output, or nil.
  ///   - adds: whether to add to what `y` holds.
  @inlinable @inline(__always)
  public static func apply<V: LaneVector>(
    _ x: Rows<V>, inputs: Int, outputs: Int, weights w: UnsafePointer<V.Scalar>, bias: UnsafePointer<V.Scalar>?,
    into y: Rows<V>, adds: Bool = false, positions: Range<Int>
  ) {
    var first = 0
    while first < outputs {
      let width = min(8, outputs - first)
      let part = Rows(y.base + first, stride: y.stride)
      let b = bias.map { $0 + first }
      switch width {
      case 8: Tile<8, V>.apply(x, inputs, outputs, w + first, b, part, adds, positions)
      case 7: Tile<7, V>.apply(x, inputs, outputs, w + first, b, part, adds, positions)
      case 6: Tile<6, V>.apply(x, inputs, outputs, w + first, b, part, adds, positions)
      case 5: Tile<5, V>.apply(x, inputs, outputs, w + first, b, part, adds, positions)
      case 4: Tile<4, V>.apply(x, inputs, outputs, w + first, b, part, adds, positions)
      case 3: Tile<3, V>.apply(x, inputs, outputs, w + first, b, part, adds, positions)
      case 2: Tile<2, V>.apply(x, inputs, outputs, w + first, b, part, adds, positions)
      default: Tile<1, V>.apply(x, inputs, outputs, w + first, b, part, adds, positions)
      }
      first += width
    }
  }

  /// Adds the weights' gradient, `dW[i, o] += sum over positions and lanes of x[i] dy[o]`, and the bias's.
  @inlinable @inline(__always)
  public static func addWeightGradient<V: LaneVector>(
    _ x: Rows<V>, _ dy: Rows<V>, of matrix: Matrix, to gradient: UnsafeMutablePointer<V.Scalar>,
    bias: UnsafeMutablePointer<V.Scalar>?, positions: Range<Int>
  ) {
    var i = 0
    while i < matrix.inputs {
      let height = min(4, matrix.inputs - i)
      var o = 0
      while o < matrix.outputs {
        let width = min(4, matrix.outputs - o)
        let xs = Rows(x.base + i, stride: x.stride)
        let dys = Rows(dy.base + o, stride: dy.stride)
        let corner = gradient + matrix.offset + i * matrix.inputStride + o * matrix.outputStride
        switch (height, width) {
        case (4, 4): Outer<4, 4, V>.add(xs, dys, matrix, corner, positions)
        case (4, 3): Outer<4, 3, V>.add(xs, dys, matrix, corner, positions)
        case (4, 2): Outer<4, 2, V>.add(xs, dys, matrix, corner, positions)
        case (4, _): Outer<4, 1, V>.add(xs, dys, matrix, corner, positions)
        case (3, 4): Outer<3, 4, V>.add(xs, dys, matrix, corner, positions)
        case (3, 3): Outer<3, 3, V>.add(xs, dys, matrix, corner, positions)
        case (3, 2): Outer<3, 2, V>.add(xs, dys, matrix, corner, positions)
        case (3, _): Outer<3, 1, V>.add(xs, dys, matrix, corner, positions)
        case (2, 4): Outer<2, 4, V>.add(xs, dys, matrix, corner, positions)
        case (2, 3): Outer<2, 3, V>.add(xs, dys, matrix, corner, positions)
        case (2, 2): Outer<2, 2, V>.add(xs, dys, matrix, corner, positions)
        case (2, _): Outer<2, 1, V>.add(xs, dys, matrix, corner, positions)
        case (_, 4): Outer<1, 4, V>.add(xs, dys, matrix, corner, positions)
        case (_, 3): Outer<1, 3, V>.add(xs, dys, matrix, corner, positions)
        case (_, 2): Outer<1, 2, V>.add(xs, dys, matrix, corner, positions)
        default: Outer<1, 1, V>.add(xs, dys, matrix, corner, positions)
        }
        o += width
      }
      i += height
    }
    if let bias {
      for o in 0..<matrix.outputs {
        var sum = V.zero
        for p in positions { sum += dy[p][o] }
        bias[o] += sum.laneSum
      }
    }
  }
}

/// A tile of `O` outputs whose accumulators stay in registers.
@usableFromInline
struct Tile<let O: Int, V: LaneVector> {
  @inlinable @inline(__always)
  static func apply(
    _ x: Rows<V>, _ inputs: Int, _ outputs: Int, _ w: UnsafePointer<V.Scalar>, _ bias: UnsafePointer<V.Scalar>?,
    _ y: Rows<V>, _ adds: Bool, _ positions: Range<Int>
  ) {
    for p in positions {
      let xs = x[p]
      let ys = y[p]
      var sum = InlineArray<O, V>(repeating: V.zero)
      if let bias { for o in 0..<O { sum[o] = V(repeating: bias[o]) } }
      if adds { for o in 0..<O { sum[o] += ys[o] } }
      for i in 0..<inputs {
        let xi = xs[i]
        let row = w + i * outputs
        for o in 0..<O { sum[o] = sum[o].addingProduct(row[o], xi) }
      }
      for o in 0..<O { ys[o] = sum[o] }
    }
  }
}

/// The outer products of `I` inputs and `O` output gradients, summed over positions in registers, then over lanes.
@usableFromInline
struct Outer<let I: Int, let O: Int, V: LaneVector> {
  @inlinable @inline(__always)
  static func add(
    _ x: Rows<V>, _ dy: Rows<V>, _ matrix: Matrix, _ corner: UnsafeMutablePointer<V.Scalar>, _ positions: Range<Int>
  ) {
    var sum = InlineArray<I, InlineArray<O, V>>(repeating: InlineArray<O, V>(repeating: V.zero))
    for p in positions {
      let xs = x[p]
      let dys = dy[p]
      for i in 0..<I {
        let xi = xs[i]
        for o in 0..<O { sum[i][o] = sum[i][o].addingProduct(xi, dys[o]) }
      }
    }
    for i in 0..<I {
      for o in 0..<O { corner[i * matrix.inputStride + o * matrix.outputStride] += sum[i][o].laneSum }
    }
  }
}
