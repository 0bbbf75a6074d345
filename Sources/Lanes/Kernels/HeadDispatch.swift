/// What attention does with a triangle and the rows of two of a head's activations.
@usableFromInline
enum HeadOperation {
  /// `t[query][key] = scale x[query] . y[key]`, added to what t holds from query `addsFrom` on.
  case dots
  /// `y[query] = scale * sum over keys of t[query][key] x[key]`, added to what y holds from query `addsFrom` on.
  case mixRows
  /// `y[key] = scale * sum over queries of t[query][key] x[query]`, added to what y holds from key `addsFrom` on.
  case mixColumns
}

extension CausalAttention {
  /// Dispatches over the head's width, in parts of at most eight features.
  @inlinable @inline(__always)
  static func perform<V: LaneVector>(
    _ operation: HeadOperation, _ t: Triangle<V>, _ x: Rows<V>, _ y: Rows<V>, width: Int, scale: V.Scalar, addsFrom: Int,
    queries: Range<Int>
  ) {
    var first = 0
    var addsFrom = addsFrom
    while first < width {
      let part = min(8, width - first)
      let (xs, ys) = (Rows(x.base + first, stride: x.stride), Rows(y.base + first, stride: y.stride))
      switch part {
      case 8: HeadTile<8, V>.perform(operation, t, xs, ys, scale, addsFrom, queries)
      case 7: HeadTile<7, V>.perform(operation, t, xs, ys, scale, addsFrom, queries)
      case 6: HeadTile<6, V>.perform(operation, t, xs, ys, scale, addsFrom, queries)
      case 5: HeadTile<5, V>.perform(operation, t, xs, ys, scale, addsFrom, queries)
      case 4: HeadTile<4, V>.perform(operation, t, xs, ys, scale, addsFrom, queries)
      case 3: HeadTile<3, V>.perform(operation, t, xs, ys, scale, addsFrom, queries)
      case 2: HeadTile<2, V>.perform(operation, t, xs, ys, scale, addsFrom, queries)
      default: HeadTile<1, V>.perform(operation, t, xs, ys, scale, addsFrom, queries)
      }
      first += part
      // A dot product goes on where the parts before it ended; mixtures of features have nothing to do with one another.
      if operation == .dots { addsFrom = queries.lowerBound }
    }
  }
}
