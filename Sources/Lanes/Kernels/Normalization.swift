/// Root-mean-square normalization: `y = x / s * w` with `s = sqrt(mean(x^2) + epsilon)`. Zhang and Sennrich 2019.
public enum RMSNorm {
  /// Writes `s` to `scale` (one feature) and the normalized features to `y`.
  @inlinable @inline(__always)
  public static func forward<V: LaneVector>(
    _ x: Rows<V>, width: Int, weight: UnsafePointer<V.Scalar>, epsilon: V.Scalar, scale: Rows<V>, into y: Rows<V>,
    positions: Range<Int>
  ) {
    let perFeature = 1 / V.Scalar(width)
    for p in positions {
      let xs = x[p]
      let ys = y[p]
      var squares = V.zero
      for i in 0..<width { squares = squares.addingProduct(xs[i], xs[i]) }
      let s = V(repeating: epsilon).addingProduct(perFeature, squares).squareRoot()
      scale[p][0] = s
      let inverse = V(repeating: 1) / s
      for i in 0..<width { ys[i] = weight[i] * quotient(xs[i], s, inverse) }
    }
  }

  /// With `n = x / s`: `dx += (w dy - n mean(w dy n)) / s` and `dw += sum of dy n`.
  @inlinable @inline(__always)
  public static func backward<V: LaneVector>(
    _ x: Rows<V>, width: Int, weight: UnsafePointer<V.Scalar>, scale: Rows<V>, _ dy: Rows<V>, into dx: Rows<V>,
    weightGradient: UnsafeMutablePointer<V.Scalar>, positions: Range<Int>
  ) {
    let perFeature = 1 / V.Scalar(width)
    for p in positions {
      let (xs, dys, dxs) = (x[p], dy[p], dx[p])
      let inverse = V(repeating: 1) / scale[p][0]
      var projection = V.zero
      for i in 0..<width { projection = projection.addingProduct(weight[i] * dys[i], xs[i] * inverse) }
      let mean = perFeature * projection
      for i in 0..<width {
        let n = xs[i] * inverse
        dxs[i] += inverse * (weight[i] * dys[i] - n * mean)
      }
    }
    for i in 0..<width {
      var sum = V.zero
      for p in positions { sum = sum.addingProduct(dy[p][i], x[p][i] / scale[p][0]) }
      weightGradient[i] += sum.laneSum
    }
  }
}

/// Layer normalization: `y = (x - mean) / s * w + b` with `s = sqrt(var + epsilon)`, the variance biased. Ba et al. 2016.
public enum LayerNorm {
  /// Writes `s` to `scale` (one feature) and the normalized features to `y`.
  @inlinable @inline(__always)
  public static func forward<V: LaneVector>(
    _ x: Rows<V>, width: Int, weight: UnsafePointer<V.Scalar>, bias: UnsafePointer<V.Scalar>, epsilon: V.Scalar,
    scale: Rows<V>, into y: Rows<V>, positions: Range<Int>
  ) {
    let perFeature = 1 / V.Scalar(width)
    for p in positions {
      let xs = x[p]
      let ys = y[p]
      let mean = mean(xs, width)
      var squares = V.zero
      for i in 0..<width {
        let centered = xs[i] - mean
        squares = squares.addingProduct(centered, centered)
      }
      let s = V(repeating: epsilon).addingProduct(perFeature, squares).squareRoot()
      scale[p][0] = s
      let inverse = V(repeating: 1) / s
      for i in 0..<width { ys[i] = V(repeating: bias[i]).addingProduct(weight[i], quotient(xs[i] - mean, s, inverse)) }
    }
  }

  /// With `n = (x - mean) / s`: `dx += (w dy - mean(w dy) - n mean(w dy n)) / s`, `dw += sum of dy n`, `db += sum of dy`.
  @inlinable @inline(__always)
  public static func backward<V: LaneVector>(
    _ x: Rows<V>, width: Int, weight: UnsafePointer<V.Scalar>, scale: Rows<V>, _ dy: Rows<V>, into dx: Rows<V>,
    weightGradient: UnsafeMutablePointer<V.Scalar>, biasGradient: UnsafeMutablePointer<V.Scalar>, positions: Range<Int>
  ) {
    let perFeature = 1 / V.Scalar(width)
    for p in positions {
      let (xs, dys, dxs) = (x[p], dy[p], dx[p])
      let inverse = V(repeating: 1) / scale[p][0]
      let center = mean(xs, width)
      var (sum, projection) = (V.zero, V.zero)
      for i in 0..<width {
        let g = weight[i] * dys[i]
        sum += g
        projection = projection.addingProduct(g, (xs[i] - center) * inverse)
      }
      let (meanGradient, mean) = (perFeature * sum, perFeature * projection)
      for i in 0..<width {
        let n = (xs[i] - center) * inverse
        dxs[i] += inverse * (weight[i] * dys[i] - meanGradient - n * mean)
      }
    }
    for i in 0..<width {
      var (weightSum, biasSum) = (V.zero, V.zero)
      for p in positions {
        let n = (x[p][i] - mean(x[p], width)) / scale[p][0]
        weightSum = weightSum.addingProduct(dy[p][i], n)
        biasSum += dy[p][i]
      }
      weightGradient[i] += weightSum.laneSum
      biasGradient[i] += biasSum.laneSum
    }
  }

  @inlinable @inline(__always)
  static func mean<V: LaneVector>(_ x: UnsafeMutablePointer<V>, _ width: Int) -> V {
    var sum = V.zero
    for i in 0..<width { sum += x[i] }
    return (1 / V.Scalar(width)) * sum
  }
}

/// `x / s` correctly rounded, given `1 / s`: two multiply-adds where a division would take ten times as long. Trained norm
/// weights are large, and what is lost here is lost in every score and logit.
@inlinable @inline(__always)
func quotient<V: LaneVector>(_ x: V, _ s: V, _ inverse: V) -> V {
  let estimate = x * inverse
  return estimate.addingProduct(x.addingProduct(-1 * estimate, s), inverse)
}
