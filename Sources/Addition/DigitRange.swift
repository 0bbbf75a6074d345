/// How many digits operands have, from least to most, within 1...10. In JSON an array of two: `[1, 6]`.
public struct DigitRange: Hashable, Sendable, CustomStringConvertible {
  /// The least number of digits, at least 1.
  public let least: Int
  /// The greatest number of digits, at most 10.
  public let most: Int

  /// From `least` to `most` digits.
  /// - Throws: `SamplingError.digitRange` unless 1 <= least <= most <= 10.
  public init(_ least: Int, _ most: Int) throws(SamplingError) {
    guard 1 <= least, least <= most, most <= Problem.operandDigits else { throw .digitRange(least, most) }
    self.init(known: least, most)
  }

  init(known least: Int, _ most: Int) {
    self.least = least
    self.most = most
  }

  /// One to ten digits: every problem.
  public static let all = DigitRange(known: 1, Problem.operandDigits)

  /// `least-most`.
  public var description: String { "\(least)-\(most)" }
}

extension DigitRange: Codable {
  /// Decodes `[least, most]`.
  /// - Throws: `DecodingError` when there are not two integers or they are no range within 1...10.
  public init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    let (least, most) = (try container.decode(Int.self), try container.decode(Int.self))
    guard container.isAtEnd else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "digits are two numbers: [least, most]")
    }
    self = try SamplingError.decoding(decoder) { () throws(SamplingError) in try DigitRange(least, most) }
  }

  /// Encodes as `[least, most]`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    try container.encode(least)
    try container.encode(most)
  }
}
