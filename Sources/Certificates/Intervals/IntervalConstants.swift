/// Real constants that are no floats, enclosed. The tests compare them with Arb.
extension Interval {
  /// pi = 3.14159265358979323846...: between neighboring floats.
  public static let pi = Interval(unchecked: 0x1.921fb54442d18p1, 0x1.921fb54442d19p1)
  /// The natural logarithm of 2, 0.69314718055994530941...: between neighboring floats.
  public static let naturalLogarithmOf2 = Interval(unchecked: 0x1.62e42fefa39efp-1, 0x1.62e42fefa39f0p-1)
  /// `2 / sqrt(pi)`.
  static let twoBySquareRootOfPi = Interval(2) / pi.squareRoot
  /// `1 / sqrt(2)`.
  static let squareRootOfHalf = Interval(0.5).squareRoot
  /// `1 / sqrt(2 pi)`.
  static let normalDensityAtZero = Interval.one / (Interval(2) * pi).squareRoot
  /// `2 sqrt(2 / pi)`.
  static let twiceSquareRootOf2ByPi = Interval(2) * (Interval(2) / pi).squareRoot
}

/// The reciprocals of factorials, `1 / n!`.
enum Factorials {
  /// n = 0...21.
  static let reciprocals: InlineArray<22, Interval> = {
    var values = InlineArray<22, Interval>(repeating: .one)
    // 21! is below 2^66 and its odd part below 2^53: as floats, all of these factorials are exact.
    var factorial = 1.0
    for n in 1..<22 {
      factorial *= Double(n)
      values[n] = .one / Interval(factorial)
    }
    return values
  }()
}
