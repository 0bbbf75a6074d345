/// The linear map `y = x W + b`, applied position by position.
///
/// Every sum is taken in one order, whatever the tiles: the bias, what `y` held, then the inputs in turn; a weight's gradient over
/// the positions in turn, then over lanes.
public enum Linear {
  /// Copies a matrix out of the weights in the order in which `apply` reads it: output tile by output tile, each `[input][output]`.
  ///
  /// - Parameter packed: room for `inputs * outputs` weights.
  @inlinable
  public static func pack<Scalar>(_ matrix: Matrix, of weights: UnsafePointer<Scalar>, into packed: UnsafeMutablePointer<Scalar>)
  {
    var next = packed
    var first = 0
    while first < matrix.outputs {
      let width = tileWidth(outputs: matrix.outputs - first)
      for i in 0..<matrix.inputs {
        let row = weights + matrix.offset + i * matrix.inputStride + first * matrix.outputStride
        for o in 0..<width { next[o] = row[o * matrix.outputStride] }
        next += width
      }
      first += width
    }
  }

  /// `y[o] = b[o] + sum over i of x[i] w[i, o]`.
  ///
  /// - Parameters:
  ///   - w: the weights as `pack` lays them out.
  ///   - bias: one value per output, or nil.
  ///   - adds: whether to add to what `y` holds.
  @inlinable @inline(__always)
  public static func apply<V: LaneVector>(
    _ x: Rows<V>, inputs: Int, outputs: Int, weights w: UnsafePointer<V.Scalar>, bias: UnsafePointer<V.Scalar>?,
    into y: Rows<V>, adds: Bool = false, positions: Range<Int>
  ) {
    // Wide inputs stay in the nearest cache until every output has read them.
    let few = inputs < 32 ? positions.count : LinearTile<1, V>.height
    var start = positions.lowerBound
    while start < positions.upperBound {
      let range = start..<min(start + few, positions.upperBound)
      var first = 0
      while first < outputs {
        let width = tileWidth(outputs: outputs - first)
        let part = Rows(y.base + first, stride: y.stride)
        let (tile, b) = (w + first * inputs, bias.map { $0 + first })
        switch width {
        case 8: LinearTile<8, V>.apply(x, inputs, tile, b, part, adds, range)
        case 7: LinearTile<7, V>.apply(x, inputs, tile, b, part, adds, range)
        case 6: LinearTile<6, V>.apply(x, inputs, tile, b, part, adds, range)
        case 5: LinearTile<5, V>.apply(x, inputs, tile, b, part, adds, range)
        case 4: LinearTile<4, V>.apply(x, inputs, tile, b, part, adds, range)
        case 3: LinearTile<3, V>.apply(x, inputs, tile, b, part, adds, range)
        case 2: LinearTile<2, V>.apply(x, inputs, tile, b, part, adds, range)
        default: LinearTile<1, V>.apply(x, inputs, tile, b, part, adds, range)
        }
        first += width
      }
      start = range.upperBound
    }
  }

  /// Adds the weights' gradient, `dW[i, o] += sum over positions and lanes of x[i] dy[o]`, and the bias's.
  @inlinable @inline(__always)
  public static func addWeightGradient<V: LaneVector>(
    _ x: Rows<V>, _ dy: Rows<V>, of matrix: Matrix, to gradient: UnsafeMutablePointer<V.Scalar>,
    bias: UnsafeMutablePointer<V.Scalar>?, positions: Range<Int>
  ) {
    // Neighbors in memory become a tile's columns.
    if matrix.outputStride == 1 {
      OuterProduct.add(x, dy, matrix, to: gradient, positions: positions)
    } else {
      OuterProduct.add(dy, x, matrix.transposed, to: gradient, positions: positions)
    }
    guard let bias else { return }
    for o in 0..<matrix.outputs {
      var sum = V.zero
      for p in positions { sum += dy[p][o] }
      bias[o] += sum.laneSum
    }
  }

  /// How wide the first tile of so many outputs is: at most eight, the others no wider.
  @inlinable @inline(__always)
  static func tileWidth(outputs: Int) -> Int {
    if outputs <= 8 { return outputs }
    let tiles = (outputs + 7) / 8
    return (outputs + tiles - 1) / tiles
  }
}
