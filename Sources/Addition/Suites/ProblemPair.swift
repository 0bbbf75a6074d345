/// Two problems to be compared: one as it is, and one that differs from it in what is being studied.
public struct ProblemPair: Hashable, Sendable {
  /// The problem as it is.
  public let clean: Problem
  /// The other one.
  public let corrupted: Problem

  /// A pair of one's own.
  public init(clean: Problem, corrupted: Problem) {
    (self.clean, self.corrupted) = (clean, corrupted)
  }

  /// A problem and the same with one carry more or less.
  ///
  /// At one place, drawn from those that do not propagate, the two digits are replaced by others whose sum is ten more or ten
  /// less: the place's own answer digit stays, and whether a carry leaves it changes. Drawn first are places that no
  /// propagating place follows, where exactly one carry and one digit of the answer differ. Where there is none, what changes
  /// runs on through the places that propagate it. The new digits are uniform among those of the wanted sum.
  ///
  /// Where all ten places propagate there is no such pair of digits: the highest place then gets the sum ten instead of nine.
  ///
  /// - Parameter random: what place and digits are drawn from.
  public init(changingACarryOf clean: Problem, _ random: inout RandomStream) {
    let (a, b, carries) = (clean.aDigits, clean.bDigits, Carries(clean))
    let places = 0..<Problem.operandDigits
    let steady = places.filter { carries.kind($0) != .propagate }
    let last = Problem.operandDigits - 1
    let alone = steady.filter { $0 == last || carries.kind($0 + 1) != .propagate }
    let candidates = alone.isEmpty ? steady : alone
    let place = candidates.isEmpty ? last : candidates[Int(random.below(UInt64(candidates.count)))]
    let sum = Int(a[place]) + Int(b[place])
    let wanted = sum < 9 ? sum + 10 : sum == 9 ? 10 : sum - 10
    let least = max(0, wanted - 9)
    let first = least + Int(random.below(UInt64(min(9, wanted) - least + 1)))
    func replacing(_ operand: UInt64, _ old: UInt8, _ new: Int) -> UInt64 {
      operand - UInt64(old) * powerOfTen(place) + UInt64(new) * powerOfTen(place)
    }
    self.init(
      clean: clean,
      corrupted: Problem(inRange: replacing(clean.a, a[place], first), replacing(clean.b, b[place], wanted - first)))
  }
}

extension ProblemPair: Codable {
  private enum CodingKeys: CodingKey { case a, b, corrupted }

  /// Decodes `{"a": 1, "b": 2, "corrupted": {"a": 3, "b": 4}}`.
  /// - Throws: `DecodingError` when an operand is missing or out of range.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(clean: try Problem(from: decoder), corrupted: try container.decode(Problem.self, forKey: .corrupted))
  }

  /// Encodes the clean problem's operands, and the corrupted problem under a name of its own.
  public func encode(to encoder: any Encoder) throws {
    try clean.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(corrupted, forKey: .corrupted)
  }
}
