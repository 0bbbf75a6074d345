// Dispatch over the head's width, in parts of at most eight features.
extension CausalAttention {
  /// `t[query][key] = scale x[query] . y[key]`, added to what t holds from query `addsFrom` on.
  @inlinable @inline(__always)
  static func dots<V: LaneVector>(
    _ x: Rows<V>, _ y: Rows<V>, width: Int, scale: V.Scalar, into t: Triangle<V>, addsFrom: Int, queries: Range<Int>
  ) {
    var first = 0
    while first < width {
      let part = min(8, width - first)
      let (xs, ys) = (Rows(x.base + first, stride: x.stride), Rows(y.base + first, stride: y.stride))
      // Later parts add to the first.
      let from = first == 0 ? addsFrom : queries.lowerBound
      switch part {
      case 8: HeadTile<8, V>.dots(xs, ys, scale, t, from, queries)
      case 7: HeadTile<7, V>.dots(xs, ys, scale, t, from, queries)
      case 6: HeadTile<6, V>.dots(xs, ys, scale, t, from, queries)
      case 5: HeadTile<5, V>.dots(xs, ys, scale, t, from, queries)
      case 4: HeadTile<4, V>.dots(xs, ys, scale, t, from, queries)
      case 3: HeadTile<3, V>.dots(xs, ys, scale, t, from, queries)
      case 2: HeadTile<2, V>.dots(xs, ys, scale, t, from, queries)
      default: HeadTile<1, V>.dots(xs, ys, scale, t, from, queries)
      }
      first += part
    }
  }

  /// `y[query] = scale * sum over keys of t[query][key] x[key]`, added to what y holds from query `addsFrom` on.
  @inlinable @inline(__always)
  static func mixRows<V: LaneVector>(
    _ t: Triangle<V>, _ x: Rows<V>, width: Int, scale: V.Scalar, into y: Rows<V>, addsFrom: Int, queries: Range<Int>
  ) {
    var first = 0
    while first < width {
      let part = min(8, width - first)
      let (xs, ys) = (Rows(x.base + first, stride: x.stride), Rows(y.base + first, stride: y.stride))
      switch part {
      case 8: HeadTile<8, V>.mixRows(t, xs, scale, ys, addsFrom, queries)
      case 7: HeadTile<7, V>.mixRows(t, xs, scale, ys, addsFrom, queries)
      case 6: HeadTile<6, V>.mixRows(t, xs, scale, ys, addsFrom, queries)
      case 5: HeadTile<5, V>.mixRows(t, xs, scale, ys, addsFrom, queries)
      case 4: HeadTile<4, V>.mixRows(t, xs, scale, ys, addsFrom, queries)
      case 3: HeadTile<3, V>.mixRows(t, xs, scale, ys, addsFrom, queries)
      case 2: HeadTile<2, V>.mixRows(t, xs, scale, ys, addsFrom, queries)
      default: HeadTile<1, V>.mixRows(t, xs, scale, ys, addsFrom, queries)
      }
      first += part
    }
  }

  /// `y[key] = scale * sum over queries of t[query][key] x[query]`, added to what y holds from key `addsFrom` on.
  @inlinable @inline(__always)
  static func mixColumns<V: LaneVector>(
    _ t: Triangle<V>, _ x: Rows<V>, width: Int, scale: V.Scalar, into y: Rows<V>, addsFrom: Int, queries: Range<Int>
  ) {
    var first = 0
    while first < width {
      let part = min(8, width - first)
      let (xs, ys) = (Rows(x.base + first, stride: x.stride), Rows(y.base + first, stride: y.stride))
      switch part {
      case 8: HeadTile<8, V>.mixColumns(t, xs, scale, ys, addsFrom, queries)
      case 7: HeadTile<7, V>.mixColumns(t, xs, scale, ys, addsFrom, queries)
      case 6: HeadTile<6, V>.mixColumns(t, xs, scale, ys, addsFrom, queries)
      case 5: HeadTile<5, V>.mixColumns(t, xs, scale, ys, addsFrom, queries)
      case 4: HeadTile<4, V>.mixColumns(t, xs, scale, ys, addsFrom, queries)
      case 3: HeadTile<3, V>.mixColumns(t, xs, scale, ys, addsFrom, queries)
      case 2: HeadTile<2, V>.mixColumns(t, xs, scale, ys, addsFrom, queries)
      default: HeadTile<1, V>.mixColumns(t, xs, scale, ys, addsFrom, queries)
      }
      first += part
    }
  }
}
