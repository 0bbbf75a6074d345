/// The Gaussian error linear unit, exact and in the tanh approximation. Hendrycks and Gimpel 2016.
public enum GELU {
  /// Writes the unit of every feature.
  @inlinable @inline(__always)
  public static func forward<V: LaneVector>(_ x: Rows<V>, width: Int, isExact: Bool, into y: Rows<V>, positions: Range<Int>) {
    for p in positions {
      let (xs, ys) = (x[p], y[p])
      if isExact {
        for i in 0..<width { ys[i] = exact(xs[i]) }
      } else {
        for i in 0..<width { ys[i] = tanhApproximation(xs[i]) }
      }
    }
  }

  /// `dx += dy times the derivative at x`.
  ///
  /// - Parameter addsFrom: the position from which on `dx` holds something to be added to; before it is overwritten.
  @inlinable @inline(__always)
  public static func backward<V: LaneVector>(
    _ x: Rows<V>, width: Int, isExact: Bool, _ dy: Rows<V>, into dx: Rows<V>, addsFrom: Int = 0, positions: Range<Int>
  ) {
    for p in positions {
      let (xs, dys, dxs) = (x[p], dy[p], dx[p])
      if p < addsFrom { dxs.update(repeating: .zero, count: width) }
      if isExact {
        for i in 0..<width { dxs[i] = dxs[i].addingProduct(exactDerivative(xs[i]), dys[i]) }
      } else {
        for i in 0..<width { dxs[i] = dxs[i].addingProduct(tanhApproximationDerivative(xs[i]), dys[i]) }
      }
    }
  }

  /// `x Phi(x)`, Phi the normal distribution function.
  @inlinable @inline(__always)
  public static func exact<V: LaneVector>(_ x: V) -> V { x * distribution(x) }

  /// `Phi(x) + x phi(x)`.
  @inlinable @inline(__always)
  public static func exactDerivative<V: LaneVector>(_ x: V) -> V {
    let density = V.Scalar(0.398_942_280_401_432_677_94) * V.exp(-0.5 * (x * x))
    return distribution(x).addingProduct(x, density)
  }

  /// `x / 2 (1 + tanh u) = x sigmoid(2 u)` with `u = sqrt(2 / pi) (x + 0.044715 x^3)`.
  @inlinable @inline(__always)
  public static func tanhApproximation<V: LaneVector>(_ x: V) -> V { x * V.sigmoid(twice(x)) }

  /// `s + x s (1 - s) d(2 u)/dx` with `s = sigmoid(2 u)`.
  @inlinable @inline(__always)
  public static func tanhApproximationDerivative<V: LaneVector>(_ x: V) -> V {
    let s = V.sigmoid(twice(x))
    let slope = V(repeating: doubleRoot()).addingProduct(3 * doubleRoot() * 0.044_715, x * x)
    return s.addingProduct(x * s, (V(repeating: 1) - s) * slope)
  }

  @inlinable @inline(__always)
  static func distribution<V: LaneVector>(_ x: V) -> V {
    V(repeating: 0.5).addingProduct(0.5, V.erf(V.Scalar(0.707_106_781_186_547_524_4) * x))
  }

  @inlinable @inline(__always)
  static func twice<V: LaneVector>(_ x: V) -> V {
    (x * V(repeating: doubleRoot())).addingProduct(doubleRoot() * 0.044_715, x * (x * x))
  }

  /// `2 sqrt(2 / pi)`.
  @inlinable @inline(__always)
  static func doubleRoot<Scalar: BinaryFloatingPoint>() -> Scalar { 1.595_769_121_605_730_7 }
}
