/// `matrix[r, c] += sum over positions and lanes of rows[r] columns[c]`: the gradient of a linear map's weights.
@usableFromInline
enum OuterProduct {
  /// Tile by tile; a panel of rows, small enough for the nearest cache, meets all columns before the next.
  @inlinable @inline(__always)
  static func add<V: LaneVector>(
    _ rows: Rows<V>, _ columns: Rows<V>, _ matrix: Matrix, to gradient: UnsafeMutablePointer<V.Scalar>, positions: Range<Int>
  ) {
    var panel = 0
    while panel < matrix.inputs {
      let end = min(panel + 8, matrix.inputs)
      var c = 0
      while c < matrix.outputs {
        let width = min(4, matrix.outputs - c)
        let cs = Rows(columns.base + c, stride: columns.stride)
        var r = panel
        while r < end {
          let height = min(4, end - r)
          let rs = Rows(rows.base + r, stride: rows.stride)
          let corner = gradient + matrix.offset + r * matrix.inputStride + c * matrix.outputStride
          switch (height, width) {
          case (4, 4): OuterTile<4, 4, V>.add(rs, cs, matrix, corner, positions)
          case (4, 3): OuterTile<4, 3, V>.add(rs, cs, matrix, corner, positions)
          case (4, 2): OuterTile<4, 2, V>.add(rs, cs, matrix, corner, positions)
          case (4, _): OuterTile<4, 1, V>.add(rs, cs, matrix, corner, positions)
          case (3, 4): OuterTile<3, 4, V>.add(rs, cs, matrix, corner, positions)
          case (3, 3): OuterTile<3, 3, V>.add(rs, cs, matrix, corner, positions)
          case (3, 2): OuterTile<3, 2, V>.add(rs, cs, matrix, corner, positions)
          case (3, _): OuterTile<3, 1, V>.add(rs, cs, matrix, corner, positions)
          case (2, 4): OuterTile<2, 4, V>.add(rs, cs, matrix, corner, positions)
          case (2, 3): OuterTile<2, 3, V>.add(rs, cs, matrix, corner, positions)
          case (2, 2): OuterTile<2, 2, V>.add(rs, cs, matrix, corner, positions)
          case (2, _): OuterTile<2, 1, V>.add(rs, cs, matrix, corner, positions)
          case (_, 4): OuterTile<1, 4, V>.add(rs, cs, matrix, corner, positions)
          case (_, 3): OuterTile<1, 3, V>.add(rs, cs, matrix, corner, positions)
          case (_, 2): OuterTile<1, 2, V>.add(rs, cs, matrix, corner, positions)
          default: OuterTile<1, 1, V>.add(rs, cs, matrix, corner, positions)
          }
          r += height
        }
        c += width
      }
      panel = end
    }
  }
}

/// `R` rows and `C` columns, at most sixteen sums in all: over positions in registers, then over lanes.
@usableFromInline
struct OuterTile<let R: Int, let C: Int, V: LaneVector> {
  @inlinable @inline(__always)
  static func add(
    _ rows: Rows<V>, _ columns: Rows<V>, _ matrix: Matrix, _ corner: UnsafeMutablePointer<V.Scalar>, _ positions: Range<Int>
  ) {
    var sum = InlineArray<16, V>(repeating: V.zero)
    for p in positions {
      let (rs, cs) = (rows[p], columns[p])
      for r in 0..<R {
        let held = rs[r]
        for c in 0..<C { sum[r * C + c] = sum[r * C + c].addingProduct(held, cs[c]) }
      }
    }
    let total = V.laneSums(sum)
    for r in 0..<R {
      for c in 0..<C { corner[r * matrix.inputStride + c * matrix.outputStride] += total[r * C + c] }
    }
  }
}
