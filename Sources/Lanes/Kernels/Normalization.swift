/// Root-mean-square normalization: `y = x / s * w` with `s = sqrt(mean(x^2) + epsilon)`. Zhang and Sennrich 2019.
public enum RMSNorm {
  /// Writes `s` to `scale` (one feature), `x / s` to `normalized` where there is such a window, and the result to `y`.
  @inlinable @inline(__always)
  public static func forward<V: LaneVector>(
    _ x: Rows<V>, width: Int, weight: UnsafePointer<V.Scalar>, epsilon: V.Scalar, scale: Rows<V>, normalized: Rows<V>? = nil,
    into y: Rows<V>, positions: Range<Int>
  ) {
    NormTiles<0>.forward(x, width, weight, nil, epsilon, scale, normalized, y, positions)
  }

  /// With `n = x / s`: `dx += (w dy - n mean(w dy n)) / s` and `dw += sum of dy n`.
  ///
  /// - Parameter addsFrom: the position from which on `dx` holds something to be added to; before it is overwritten.
  @inlinable @inline(__always)
  public static func backward<V: LaneVector>(
    _ x: Rows<V>, width: Int, weight: UnsafePointer<V.Scalar>, scale: Rows<V>, _ dy: Rows<V>, into dx: Rows<V>,
    addsFrom: Int = 0, weightGradient: UnsafeMutablePointer<V.Scalar>, positions: Range<Int>
  ) {
    NormTiles<0>.backward(x, width, weight, scale, dy, dx, addsFrom, weightGradient, nil, positions)
  }
}

/// Layer normalization: `y = (x - mean) / s * w + b`, `b` where there is one, with `s = sqrt(var + epsilon)`, the variance biased. Ba et al. 2016.
public enum LayerNorm {
  /// Writes `s` to `scale` (one feature), `(x - mean) / s` to `normalized` where there is such a window, and the result to `y`.
  @inlinable @inline(__always)
  public static func forward<V: LaneVector>(
    _ x: Rows<V>, width: Int, weight: UnsafePointer<V.Scalar>, bias: UnsafePointer<V.Scalar>?, epsilon: V.Scalar,
    scale: Rows<V>, normalized: Rows<V>? = nil, into y: Rows<V>, positions: Range<Int>
  ) {
    NormTiles<1>.forward(x, width, weight, bias, epsilon, scale, normalized, y, positions)
  }

  /// With `n = (x - mean) / s`: `dx += (w dy - mean(w dy) - n mean(w dy n)) / s`, `dw += sum of dy n`, `db += sum of dy`.
  ///
  /// - Parameter addsFrom: the position from which on `dx` holds something to be added to; before it is overwritten.
  @inlinable @inline(__always)
  public static func backward<V: LaneVector>(
    _ x: Rows<V>, width: Int, weight: UnsafePointer<V.Scalar>, scale: Rows<V>, _ dy: Rows<V>, into dx: Rows<V>,
    addsFrom: Int = 0, weightGradient: UnsafeMutablePointer<V.Scalar>, biasGradient: UnsafeMutablePointer<V.Scalar>?,
    positions: Range<Int>
  ) {
    NormTiles<1>.backward(x, width, weight, scale, dy, dx, addsFrom, weightGradient, biasGradient, positions)
  }
}
