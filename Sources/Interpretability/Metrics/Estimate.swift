import Addition

/// A mean over problems, or a share of them, with how sure it is.
public struct Estimate: Codable, Hashable, Sendable {
  /// Where the interval comes from.
  public enum Method: String, Codable, Hashable, Sendable {
    /// Wilson's score interval of a share.
    case wilson
    /// Percentiles of means of resampled problems; see `Bootstrap`.
    case bootstrap
  }

  /// The mean or share; nil where there was nothing to average over.
  public let value: Double?
  /// How many values it is over.
  public let count: Int
  /// The ends of the 95% interval; nil where there is no value.
  public let lower: Double?
  /// See `lower`.
  public let upper: Double?
  /// How the interval was made.
  public let method: Method

  /// A share with Wilson's interval.
  public init(_ share: Proportion) {
    let interval = share.interval95
    (value, count, method) = (share.rate, share.total, .wilson)
    (lower, upper) = share.rate == nil ? (nil, nil) : (interval.lower, interval.upper)
  }

  /// A mean with an interval made elsewhere.
  init(mean: Double?, count: Int, interval: ClosedRange<Double>?) {
    (value, self.count, method) = (mean, count, .bootstrap)
    (lower, upper) = (interval?.lowerBound, interval?.upperBound)
  }

  /// Value, count, lower and upper end, as cells of a table.
  public var cells: [StudyTable.Cell] { [.optional(value), .count(count), .optional(lower), .optional(upper)] }

  /// The names of `cells`.
  public static func columns(_ name: String) -> [String] { [name, "count", "lower", "upper"] }
}
