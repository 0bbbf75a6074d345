/// Causal scaled dot-product attention of one head, in three steps that can each be watched and intervened on:
/// `scores = q k^T scale`, `pattern = softmax(scores)` over the keys up to the query, `z = pattern v`. Vaswani et al. 2017.
///
/// Backward passes take, for each gradient they write, the position `addsFrom` from which on it holds something to be added to;
/// before it they overwrite.
public enum CausalAttention {
  // MARK: Scores

  /// `scores[query][key] = scale * sum over d of q[query][d] k[key][d]` for every key up to the query.
  @inlinable @inline(__always)
  public static func scores<V: LaneVector>(
    _ q: Rows<V>, _ k: Rows<V>, width: Int, scale: V.Scalar, into scores: Triangle<V>, queries: Range<Int>
  ) {
    perform(.dots, scores, q, k, width: width, scale: scale, addsFrom: queries.upperBound, queries: queries)
  }

  /// `dq[query] += scale * sum over keys of ds k[key]`, `dk[key] += scale * sum over queries of ds q[query]`.
  @inlinable @inline(__always)
  public static func scoresBackward<V: LaneVector>(
    _ q: Rows<V>, _ k: Rows<V>, width: Int, scale: V.Scalar, _ ds: Triangle<V>, dq: Rows<V>, dqAddsFrom: Int = 0, dk: Rows<V>,
    dkAddsFrom: Int = 0, queries: Range<Int>
  ) {
    perform(.mixRows, ds, k, dq, width: width, scale: scale, addsFrom: dqAddsFrom, queries: queries)
    perform(.mixColumns, ds, q, dk, width: width, scale: scale, addsFrom: dkAddsFrom, queries: queries)
  }

  // MARK: Pattern

  /// The softmax of each query's scores over its keys.
  @inlinable @inline(__always)
  public static func softmax<V: LaneVector>(_ scores: Triangle<V>, into pattern: Triangle<V>, queries: Range<Int>) {
    for query in queries {
      let (s, p) = (scores[query], pattern[query])
      var highest = s[0]
      for key in 0...query { highest = V.maximum(highest, s[key]) }
      var sum = V.zero
      for key in 0...query {
        let e = V.expOfNonPositive(s[key] - highest)
        p[key] = e
        sum += e
      }
      let inverse = V(repeating: 1) / sum
      for key in 0...query { p[key] *= inverse }
    }
  }

  /// `ds += p (dp - sum over keys of p dp)`.
  @inlinable @inline(__always)
  public static func softmaxBackward<V: LaneVector>(
    _ pattern: Triangle<V>, _ dp: Triangle<V>, into ds: Triangle<V>, addsFrom: Int = 0, queries: Range<Int>
  ) {
    for query in queries {
      let (p, g, s) = (pattern[query], dp[query], ds[query])
      var dot = V.zero
      for key in 0...query { dot = dot.addingProduct(p[key], g[key]) }
      if query >= addsFrom {
        for key in 0...query { s[key] += p[key] * (g[key] - dot) }
      } else {
        for key in 0...query { s[key] = p[key] * (g[key] - dot) }
      }
    }
  }

  // MARK: Mixing values

  /// `z[query] = sum over keys of pattern[query][key] v[key]`.
  @inlinable @inline(__always)
  public static func mix<V: LaneVector>(
    _ pattern: Triangle<V>, _ v: Rows<V>, width: Int, into z: Rows<V>, queries: Range<Int>
  ) {
    perform(.mixRows, pattern, v, z, width: width, scale: 1, addsFrom: queries.upperBound, queries: queries)
  }

  /// `dp[query][key] += dz[query] v[key]`, `dv[key] += sum over queries of pattern[query][key] dz[query]`.
  @inlinable @inline(__always)
  public static func mixBackward<V: LaneVector>(
    _ pattern: Triangle<V>, _ v: Rows<V>, width: Int, _ dz: Rows<V>, dp: Triangle<V>, dpAddsFrom: Int = 0, dv: Rows<V>,
    dvAddsFrom: Int = 0, queries: Range<Int>
  ) {
    perform(.dots, dp, dz, v, width: width, scale: 1, addsFrom: dpAddsFrom, queries: queries)
    perform(.mixColumns, pattern, dz, dv, width: width, scale: 1, addsFrom: dvAddsFrom, queries: queries)
  }
}
