/// What the steps of a program can be run in: intervals, or intervals with slopes.
protocol EnclosedNumber: Sendable {
  /// A number that depends on nothing.
  init(constant: Interval)
  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  /// By a number that depends on nothing.
  static func * (a: Self, b: Interval) -> Self
  static func + (a: Self, b: Interval) -> Self
  var squared: Self { get }
  /// `1 / sqrt(x)`.
  var reciprocalSquareRoot: Self { get }
  var gelu: Self { get }
  var geluTanh: Self { get }
  var silu: Self { get }
}

extension Interval: EnclosedNumber {
  @inlinable @inline(__always)
  init(constant: Interval) { self = constant }

  var reciprocalSquareRoot: Interval { .one / squareRoot }
}
