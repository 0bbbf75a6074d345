/// `D` features of a head at two neighboring positions, held in registers.
///
/// Taking two queries (or two keys) at once halves the loads, which are what limits these loops: a multiply-add can take one
/// operand from memory, and two such loads are all that a core does at a time. Sums run over keys (or queries) in
/// ascending order whichever way they are tiled.
@usableFromInline
struct HeadTile<let D: Int, V: LaneVector> {
  @usableFromInline typealias Features = InlineArray<D, V>

  @inlinable @inline(__always)
  static func perform(
    _ operation: HeadOperation, _ t: Triangle<V>, _ x: Rows<V>, _ y: Rows<V>, _ scale: V.Scalar, _ addsFrom: Int,
    _ queries: Range<Int>
  ) {
    switch operation {
    case .dots: dots(x, y, scale, t, addsFrom, queries)
    case .mixRows: mixRows(t, x, scale, y, addsFrom, queries)
    case .mixColumns: mixColumns(t, x, scale, y, addsFrom, queries)
    }
  }

  @inlinable
  static func dots(
    _ x: Rows<V>, _ y: Rows<V>, _ scale: V.Scalar, _ t: Triangle<V>, _ addsFrom: Int, _ queries: Range<Int>
  ) {
    var query = queries.lowerBound
    while query + 1 < queries.upperBound {
      let (held, next) = (scaled(x[query], scale), scaled(x[query + 1], scale))
      let (row, nextRow) = (t[query], t[query + 1])
      let (adds, nextAdds) = (query >= addsFrom, query + 1 >= addsFrom)
      for key in 0...query {
        let ys = y[key]
        var dot = adds ? row[key] : V.zero
        var nextDot = nextAdds ? nextRow[key] : V.zero
        for d in 0..<D {
          let value = ys[d]
          dot = dot.addingProduct(held[d], value)
          nextDot = nextDot.addingProduct(next[d], value)
        }
        row[key] = dot
        nextRow[key] = nextDot
      }
      dot(next, y[query + 1], nextRow + query + 1, nextAdds)
      query += 2
    }
    if query < queries.upperBound {
      let held = scaled(x[query], scale)
      let row = t[query]
      for key in 0...query { dot(held, y[key], row + key, query >= addsFrom) }
    }
  }

  @inlinable
  static func mixRows(
    _ t: Triangle<V>, _ x: Rows<V>, _ scale: V.Scalar, _ y: Rows<V>, _ addsFrom: Int, _ queries: Range<Int>
  ) {
    var query = queries.lowerBound
    while query + 1 < queries.upperBound {
      let (row, nextRow) = (t[query], t[query + 1])
      var sum = Features(repeating: V.zero)
      var next = Features(repeating: V.zero)
      for key in 0...query {
        let (weight, nextWeight, xs) = (row[key], nextRow[key], x[key])
        for d in 0..<D {
          let value = xs[d]
          sum[d] = sum[d].addingProduct(weight, value)
          next[d] = next[d].addingProduct(nextWeight, value)
        }
      }
      accumulate(nextRow[query + 1], x[query + 1], &next)
      store(sum, scale, y[query], query >= addsFrom)
      store(next, scale, y[query + 1], query + 1 >= addsFrom)
      query += 2
    }
    if query < queries.upperBound {
      let row = t[query]
      var sum = Features(repeating: V.zero)
      for key in 0...query { accumulate(row[key], x[key], &sum) }
      store(sum, scale, y[query], query >= addsFrom)
    }
  }

  /// Only queries at or after the key count.
  @inlinable
  static func mixColumns(
    _ t: Triangle<V>, _ x: Rows<V>, _ scale: V.Scalar, _ y: Rows<V>, _ addsFrom: Int, _ queries: Range<Int>
  ) {
    var key = 0
    while key + 1 < queries.upperBound {
      var sum = Features(repeating: V.zero)
      var next = Features(repeating: V.zero)
      if key >= queries.lowerBound { accumulate(t[key][key], x[key], &sum) }
      for query in max(key + 1, queries.lowerBound)..<queries.upperBound {
        let (column, xs) = (t[query] + key, x[query])
        let (weight, nextWeight) = (column[0], column[1])
        for d in 0..<D {
          let value = xs[d]
          sum[d] = sum[d].addingProduct(weight, value)
          next[d] = next[d].addingProduct(nextWeight, value)
        }
      }
      store(sum, scale, y[key], key >= addsFrom)
      store(next, scale, y[key + 1], key + 1 >= addsFrom)
      key += 2
    }
    if key < queries.upperBound {
      var sum = Features(repeating: V.zero)
      for query in max(key, queries.lowerBound)..<queries.upperBound { accumulate(t[query][key], x[query], &sum) }
      store(sum, scale, y[key], key >= addsFrom)
    }
  }

  // MARK: One position

  @inlinable @inline(__always)
  static func scaled(_ x: UnsafeMutablePointer<V>, _ scale: V.Scalar) -> Features {
    var held = Features(repeating: V.zero)
    for d in 0..<D { held[d] = scale * x[d] }
    return held
  }

  @inlinable @inline(__always)
  static func dot(_ x: Features, _ y: UnsafeMutablePointer<V>, _ place: UnsafeMutablePointer<V>, _ adds: Bool) {
    var dot = adds ? place.pointee : V.zero
    for d in 0..<D { dot = dot.addingProduct(x[d], y[d]) }
    place.pointee = dot
  }

  @inlinable @inline(__always)
  static func accumulate(_ weight: V, _ x: UnsafeMutablePointer<V>, _ sum: inout Features) {
    for d in 0..<D { sum[d] = sum[d].addingProduct(weight, x[d]) }
  }

  @inlinable @inline(__always)
  static func store(_ sum: Features, _ scale: V.Scalar, _ y: UnsafeMutablePointer<V>, _ adds: Bool) {
    for d in 0..<D { y[d] = adds ? y[d].addingProduct(scale, sum[d]) : scale * sum[d] }
  }
}
