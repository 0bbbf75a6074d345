/// What both norms do: features are divided by their root mean square, taken about their mean (`Centers` is 1) or about zero.
///
/// A position's features are so many parts of `W`, whose loops are unrolled: one part where `Parts` is 1, some where it is 0.
@usableFromInline
struct Standardization<let W: Int, let Parts: Int, let Centers: Int, V: LaneVector> {
  @usableFromInline let someParts: Int

  @inlinable @inline(__always)
  init(parts: Int) { someParts = parts }

  @inlinable @inline(__always)
  var parts: Int { Parts == 0 ? someParts : Parts }

  @inlinable
  func forward(
    _ x: Rows<V>, _ weight: UnsafePointer<V.Scalar>, _ bias: UnsafePointer<V.Scalar>?, _ epsilon: V.Scalar, _ scale: Rows<V>,
    _ normalized: Rows<V>?, _ y: Rows<V>, _ positions: Range<Int>
  ) {
    for p in positions {
      let (xs, ys) = (x[p], y[p])
      let center = center(xs)
      var squares = V.zero
      for part in 0..<parts {
        for i in (part * W)..<(part * W + W) {
          let centered = xs[i] - center
          squares = squares.addingProduct(centered, centered)
        }
      }
      let s = V(repeating: epsilon).addingProduct(perFeature, squares).squareRoot()
      scale[p][0] = s
      let inverse = V(repeating: 1) / s
      for part in 0..<parts {
        for i in (part * W)..<(part * W + W) {
          let n = quotient(xs[i] - center, s, inverse)
          if let normalized { normalized[p][i] = n }
          if let bias { ys[i] = V(repeating: bias[i]).addingProduct(weight[i], n) } else { ys[i] = weight[i] * n }
        }
      }
    }
  }

  @inlinable
  func backward(
    _ x: Rows<V>, _ weight: UnsafePointer<V.Scalar>, _ scale: Rows<V>, _ dy: Rows<V>, _ dx: Rows<V>, _ addsFrom: Int,
    _ weightGradient: UnsafeMutablePointer<V.Scalar>, _ biasGradient: UnsafeMutablePointer<V.Scalar>?, _ positions: Range<Int>
  ) {
    // One part's parameters are summed on the way; the sums of several would not stay in registers.
    var sums = ParameterSums()
    for p in positions {
      let (xs, dys, dxs, s) = (x[p], dy[p], dx[p], scale[p][0])
      let inverse = V(repeating: 1) / s
      let center = center(xs)
      if Parts == 1 { sums.add(xs, dys, center, s, inverse) }
      var (sum, projection) = (V.zero, V.zero)
      for part in 0..<parts {
        for i in (part * W)..<(part * W + W) {
          let g = weight[i] * dys[i]
          sum += g
          projection = projection.addingProduct(g, (xs[i] - center) * inverse)
        }
      }
      let meanGradient = Centers == 1 ? perFeature * sum : V.zero
      let meanProjection = perFeature * projection
      if p < addsFrom { dxs.update(repeating: .zero, count: parts * W) }
      for part in 0..<parts {
        for i in (part * W)..<(part * W + W) {
          let n = (xs[i] - center) * inverse
          dxs[i] += inverse * (weight[i] * dys[i] - meanGradient - n * meanProjection)
        }
      }
    }
    if Parts == 1 {
      sums.finish(weightGradient, biasGradient)
    } else {
      for first in stride(from: 0, to: parts * W, by: W) {
        var sums = ParameterSums()
        for p in positions {
          let s = scale[p][0]
          sums.add(x[p] + first, dy[p] + first, center(x[p]), s, V(repeating: 1) / s)
        }
        sums.finish(weightGradient + first, biasGradient.map { $0 + first })
      }
    }
  }

  /// The mean of a position's features, or zero.
  @inlinable @inline(__always)
  func center(_ x: UnsafeMutablePointer<V>) -> V {
    guard Centers == 1 else { return .zero }
    var sum = V.zero
    for part in 0..<parts {
      for i in (part * W)..<(part * W + W) { sum += x[i] }
    }
    return perFeature * sum
  }

  @inlinable @inline(__always)
  var perFeature: V.Scalar { 1 / V.Scalar(parts * W) }

  /// The gradients of a part's weights and biases, summed over positions.
  @usableFromInline
  struct ParameterSums {
    @usableFromInline var weights = InlineArray<W, V>(repeating: V.zero)
    @usableFromInline var biases = InlineArray<W, V>(repeating: V.zero)

    @inlinable @inline(__always)
    init() {}

    @inlinable @inline(__always)
    mutating func add(_ x: UnsafeMutablePointer<V>, _ dy: UnsafeMutablePointer<V>, _ center: V, _ s: V, _ inverse: V) {
      for i in 0..<W {
        weights[i] = weights[i].addingProduct(dy[i], quotient(x[i] - center, s, inverse))
        if Centers == 1 { biases[i] += dy[i] }
      }
    }

    @inlinable @inline(__always)
    func finish(_ weightGradient: UnsafeMutablePointer<V.Scalar>, _ biasGradient: UnsafeMutablePointer<V.Scalar>?) {
      var sums = InlineArray<16, V>(repeating: V.zero)
      for i in 0..<W { (sums[i], sums[8 + i]) = (weights[i], biases[i]) }
      let total = V.laneSums(sums)
      for i in 0..<W { weightGradient[i] += total[i] }
      if let biasGradient {
        for i in 0..<W { biasGradient[i] += total[8 + i] }
      }
    }
  }
}

/// `x / s`, given `1 / s`; correctly rounded where multiply-adds are fused: two multiply-adds where a division would take ten times as long. Trained norm
/// weights are large, and what is lost here is lost in every score and logit.
@inlinable @inline(__always)
func quotient<V: LaneVector>(_ x: V, _ s: V, _ inverse: V) -> V {
  let estimate = x * inverse
  return estimate.addingProduct(x.addingProduct(-1 * estimate, s), inverse)
}
