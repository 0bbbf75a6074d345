import Addition

/// Bounds of how many sums are wrong.
public struct WrongCount: Hashable, Sendable {
  /// At least and at most so many of the 10^20.
  public var least, most: UInt128

  /// Bounds of a count.
  public init(least: UInt128, most: UInt128) { (self.least, self.most) = (least, most) }

  /// How many sums of two ten-digit numbers there are.
  static let sums: UInt128 = 100_000_000_000_000_000_000

  static func + (a: WrongCount, b: WrongCount) -> WrongCount {
    WrongCount(least: a.least + b.least, most: a.most + b.most)
  }

  var gap: UInt128 { most - least }
}

extension WrongCount: Encodable {
  private enum CodingKeys: CodingKey { case least, most }

  /// Encodes both as decimal text: they may have 21 digits.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(least.description, forKey: .least)
    try container.encode(most.description, forKey: .most)
  }
}
