import Lanes

/// A floating-point format as the engine computes in it: how far one operation may be off.
///
/// `fl(x) = x (1 + d) + e` with `|d| <= unit` and `|e| <= least` for a rounded operation, and for a multiply-add that rounds twice
/// as for one that rounds once, if both the product and the sum are counted. Elementary functions have bounds of their own.
protocol FloatFormat: Sendable {
  associatedtype Vector: LaneVector

  /// The unit roundoff: half the distance from 1 to the next number.
  static var unit: Double { get }
  /// The least positive number.
  static var least: Double { get }
  /// The greatest.
  static var greatest: Double { get }
  /// `|expOfNonPositive(x) - e^x|` is at most this times `e^x`, where that is a normal number; below, it is at most `e^x`.
  static var exponentialError: Double { get }
  /// From here on down `expOfNonPositive` may be 0.
  static var exponentialReach: Double { get }
  /// `|f(x) - the engine's f(x)|` is at most this times |x|, and `least`, for f any of GELU, its tanh approximation, and SiLU.
  static var activationError: Double { get }
}

/// float32, with `Lanes`' elementary functions. Their bounds were found by trying every float, and are tested
/// (`ElementaryErrorTests`).
enum Float32Format: FloatFormat {
  typealias Vector = Lane

  static var unit: Double { 0x1p-24 }
  static var least: Double { 0x1p-149 }
  static var greatest: Double { Double(Float.greatestFiniteMagnitude) }
  static var exponentialError: Double { 1.5 * 0x1p-24 }
  static var exponentialReach: Double { -87.33 }
  static var activationError: Double { 4 * 0x1p-24 }
}

/// float64, with libm's elementary functions. They are taken to be right within 4 units in the last place: the errors that
/// glibc's manual lists are below 2.
enum Float64Format: FloatFormat {
  typealias Vector = ExactLane

  static var unit: Double { 0x1p-53 }
  static var least: Double { .leastNonzeroMagnitude }
  static var greatest: Double { .greatestFiniteMagnitude }
  static var exponentialError: Double { 8 * 0x1p-53 }
  static var exponentialReach: Double { -700 }
  static var activationError: Double { 32 * 0x1p-53 }
}

extension FloatFormat {
  /// A constant of the architecture as the engine has it, such as a norm's epsilon: how far from the real number.
  @inline(__always)
  static func error(ofConstant number: Interval) -> Double {
    if number.lower == number.upper, holds(number.lower) { return 0 }
    return Interval.up(Interval.up(unit * number.magnitude) + least)
  }

  /// Whether a number is one of the format.
  @inline(__always)
  static func holds(_ number: Double) -> Bool { Double(Vector.Scalar(number)) == number }

  /// `n unit / (1 - n unit)`: what n roundings in a row come to, relatively. Higham 2002, Lemma 3.1.
  static func roundings(_ n: Int) -> Double {
    let all = Double(n) * unit
    return Interval.up(all / Interval.down(1 - all))
  }
}
