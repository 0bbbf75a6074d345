/// What both norms do: features are divided by their root mean square, taken about their mean or about zero.
///
/// Always inlined with a constant width and kind, so that the compiler unrolls the features and drops what a kind does not need.
@usableFromInline
struct Standardization<V: LaneVector> {
  /// Features of a position.
  @usableFromInline let width: Int
  /// Whether the mean is subtracted: layer normalization.
  @usableFromInline let centers: Bool

  @inlinable @inline(__always)
  init(width: Int, centers: Bool) {
    self.width = width
    self.centers = centers
  }

  @inlinable @inline(__always)
  func forward(
    _ x: Rows<V>, weight: UnsafePointer<V.Scalar>, bias: UnsafePointer<V.Scalar>?, epsilon: V.Scalar, scale: Rows<V>,
    into y: Rows<V>, positions: Range<Int>
  ) {
    let perFeature = 1 / V.Scalar(width)
    for p in positions {
      let (xs, ys) = (x[p], y[p])
      let center = center(xs)
      var squares = V.zero
      for i in 0..<width {
        let centered = xs[i] - center
        squares = squares.addingProduct(centered, centered)
      }
      let s = V(repeating: epsilon).addingProduct(perFeature, squares).squareRoot()
      scale[p][0] = s
      let inverse = V(repeating: 1) / s
      for i in 0..<width {
        let n = quotient(xs[i] - center, s, inverse)
        ys[i] = bias.map { V(repeating: $0[i]).addingProduct(weight[i], n) } ?? weight[i] * n
      }
    }
  }

  @inlinable @inline(__always)
  func backward(
    _ x: Rows<V>, weight: UnsafePointer<V.Scalar>, scale: Rows<V>, _ dy: Rows<V>, into dx: Rows<V>, addsFrom: Int,
    weightGradient: UnsafeMutablePointer<V.Scalar>, biasGradient: UnsafeMutablePointer<V.Scalar>?, positions: Range<Int>
  ) {
    let perFeature = 1 / V.Scalar(width)
    for p in positions {
      let (xs, dys, dxs) = (x[p], dy[p], dx[p])
      let inverse = V(repeating: 1) / scale[p][0]
      let center = center(xs)
      var (sum, projection) = (V.zero, V.zero)
      for i in 0..<width {
        let g = weight[i] * dys[i]
        if centers { sum += g }
        projection = projection.addingProduct(g, (xs[i] - center) * inverse)
      }
      let (meanGradient, meanProjection) = (perFeature * sum, perFeature * projection)
      let adds = p >= addsFrom
      for i in 0..<width {
        let n = (xs[i] - center) * inverse
        let centered = centers ? weight[i] * dys[i] - meanGradient : weight[i] * dys[i]
        let gradient = inverse * (centered - n * meanProjection)
        dxs[i] = adds ? dxs[i] + gradient : gradient
      }
    }
    var first = 0
    while first < width {
      Unrolled.loops(upTo: min(8, width - first)) { count in
        addParameterGradients(
          x, first: first, count: count, scale: scale, dy, weightGradient: weightGradient, biasGradient: biasGradient,
          positions: positions)
      }
      first += 8
    }
  }

  /// The gradients of so many of the features' weights and biases, summed over positions in registers.
  @inlinable @inline(__always)
  func addParameterGradients(
    _ x: Rows<V>, first: Int, count: Int, scale: Rows<V>, _ dy: Rows<V>, weightGradient: UnsafeMutablePointer<V.Scalar>,
    biasGradient: UnsafeMutablePointer<V.Scalar>?, positions: Range<Int>
  ) {
    // Eight of weights, then eight of biases.
    var sums = InlineArray<16, V>(repeating: V.zero)
    for p in positions {
      let (xs, dys, s) = (x[p], dy[p] + first, scale[p][0])
      let inverse = V(repeating: 1) / s
      let center = center(xs)
      for i in 0..<count {
        sums[i] = sums[i].addingProduct(dys[i], quotient(xs[first + i] - center, s, inverse))
        if centers { sums[8 + i] += dys[i] }
      }
    }
    let total = V.laneSums(sums)
    for i in 0..<count { weightGradient[first + i] += total[i] }
    if let biasGradient {
      for i in 0..<count { biasGradient[first + i] += total[8 + i] }
    }
  }

  /// The mean of a position's features, or zero.
  @inlinable @inline(__always)
  func center(_ x: UnsafeMutablePointer<V>) -> V {
    guard centers else { return .zero }
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
