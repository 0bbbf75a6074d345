/// A number of successes in a number of trials: how every accuracy in the suite is held and printed.
public struct Proportion: Hashable, Sendable {
  /// The number of successes.
  public let count: Int
  /// The number of trials.
  public let total: Int

  /// `count` successes in `total` trials.
  /// - Precondition: 0 <= count <= total.
  public init(_ count: Int, of total: Int) {
    precondition(0 <= count && count <= total, "\(count) of \(total) is not a proportion")
    self.count = count
    self.total = total
  }

  /// The observed rate, 0...1; `nil` without trials.
  public var rate: Double? { total == 0 ? nil : Double(count) / Double(total) }

  /// The observed rate in percent, such as `99.87%`: two decimals, or as many as it takes to tell it from 0 and 100.
  public var percent: String {
    guard let rate else { return "no trials" }
    let texts = (2...12).lazy.map { percentText(rate, decimals: $0) }
    let exact = texts.first { ($0 != "0" || count == 0) && ($0 != "100" || count == total) }
    return (exact ?? percentText(rate, decimals: 12)) + "%"
  }

  /// Where the true rate lies with 95% confidence.
  public var interval95: WilsonInterval { WilsonInterval(count: count, total: total) }

  /// The two samples taken together.
  public static func + (left: Proportion, right: Proportion) -> Proportion {
    Proportion(left.count + right.count, of: left.total + right.total)
  }
}

extension Proportion: CustomStringConvertible {
  /// Such as `10,010 of 10,010 (99.96–100%)`: the counts and the 95% Wilson interval.
  public var description: String { "\(grouped(count)) of \(grouped(total)) (\(interval95))" }
}

extension Proportion: Codable {
  private enum CodingKeys: CodingKey { case count, total }

  /// Decodes `{"count": 8, "total": 10}`.
  /// - Throws: `DecodingError` when a value is missing or 0 <= count <= total does not hold.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let (count, total) = (try container.decode(Int.self, forKey: .count), try container.decode(Int.self, forKey: .total))
    guard 0 <= count, count <= total else {
      throw DecodingError.dataCorruptedError(
        forKey: .count, in: container, debugDescription: "\(count) of \(total) is not a proportion")
    }
    self.init(count, of: total)
  }
}
