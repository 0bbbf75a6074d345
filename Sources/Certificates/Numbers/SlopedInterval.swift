/// A quantity as a function of `N` coordinates over a box: its values, and its partial derivatives, all over the box.
///
/// By the mean-value theorem the quantity at any point t of the box is its value at a point m, plus `slopes * (t - m)`. In a small
/// box that is far tighter than the values that operations on intervals give: their error shrinks with the square of the width.
struct SlopedInterval<let N: Int>: EnclosedNumber {
  var value: Interval
  var slopes: InlineArray<N, Interval>

  @inline(__always)
  init(value: Interval, slopes: InlineArray<N, Interval>) { (self.value, self.slopes) = (value, slopes) }

  @inline(__always)
  init(constant: Interval) { self.init(value: constant, slopes: InlineArray(repeating: .zero)) }

  @inline(__always)
  static func + (a: Self, b: Self) -> Self { a.joined(b, value: a.value + b.value) { $0 + $1 } }
  @inline(__always)
  static func - (a: Self, b: Self) -> Self { a.joined(b, value: a.value - b.value) { $0 - $1 } }
  @inline(__always)
  static func * (a: Self, b: Self) -> Self {
    a.joined(b, value: a.value * b.value) { $0 * b.value + a.value * $1 }
  }
  @inline(__always)
  static func * (a: Self, b: Interval) -> Self { a.chained(value: a.value * b, slope: b) }
  @inline(__always)
  static func + (a: Self, b: Interval) -> Self { Self(value: a.value + b, slopes: a.slopes) }

  var squared: Self { chained(value: value.squared, slope: Interval(2) * value) }

  var reciprocalSquareRoot: Self {
    let root = value.reciprocalSquareRoot
    return chained(value: root, slope: Interval(-0.5) * (root * root.squared))
  }

  var gelu: Self { chained(value: value.gelu, slope: value.geluDerivative) }
  var geluTanh: Self { chained(value: value.geluTanh, slope: value.geluTanhDerivative) }
  var silu: Self { chained(value: value.silu, slope: value.siluDerivative) }

  /// The chain rule: the slopes times the derivative of what is done.
  @inline(__always)
  private func chained(value: Interval, slope: Interval) -> Self {
    var result = self
    result.value = value
    for i in 0..<N { result.slopes[i] = slopes[i] * slope }
    return result
  }

  @inline(__always)
  private func joined(_ other: Self, value: Interval, _ slope: (Interval, Interval) -> Interval) -> Self {
    var result = self
    result.value = value
    for i in 0..<N { result.slopes[i] = slope(slopes[i], other.slopes[i]) }
    return result
  }
}
