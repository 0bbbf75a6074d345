/// The Wilson score interval of a proportion (Wilson, 1927): where the true rate lies with 95% confidence.
///
/// Unlike the normal approximation it stays within 0...1 and is honest at the ends: 10,010 right of 10,010 does not mean 100%.
public struct WilsonInterval: Hashable, Sendable {
  /// The 97.5th percentile of the standard normal distribution.
  public static let deviate = 1.959963984540054

  /// The lower bound, 0...1. Exactly 0 when nothing succeeded.
  public let lower: Double
  /// The upper bound, 0...1. Exactly 1 when nothing failed.
  public let upper: Double

  /// The interval of `count` successes in `total` trials; without trials, the whole of 0...1.
  ///
  /// - Parameter deviate: how many standard deviations wide; more than 1.96 for one of many intervals that are to hold together.
  /// - Precondition: 0 <= count <= total.
  public init(count: Int, total: Int, deviate: Double = Self.deviate) {
    precondition(0 <= count && count <= total, "\(count) of \(total) is not a proportion")
    guard total > 0 else { (lower, upper) = (0, 1); return }
    let (n, p, z) = (Double(total), Double(count) / Double(total), deviate)
    let scale = 1 + z * z / n
    let center = (p + z * z / (2 * n)) / scale
    let half = z / scale * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    lower = count == 0 ? 0 : max(0, center - half)
    upper = count == total ? 1 : min(1, center + half)
  }
}

/// In JSON an array of two: `[lower, upper]`.
extension WilsonInterval: Encodable {
  /// Encodes `[lower, upper]`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    try container.encode(lower)
    try container.encode(upper)
  }
}

extension WilsonInterval: CustomStringConvertible {
  /// Both bounds in percent, such as `99.96–100%`: two decimals, or as many as it takes to tell the bounds from each other
  /// and from 0 and 100.
  public var description: String {
    var (low, high) = ("", "")
    for decimals in 2...12 {
      (low, high) = (percentText(lower, decimals: decimals), percentText(upper, decimals: decimals))
      let blurred = low == high || (lower > 0 && low == "0") || (upper < 1 && high == "100")
      if !blurred { break }
    }
    return "\(low)–\(high)%"
  }
}
