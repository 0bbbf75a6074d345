import Addition

/// Ways to sort the answers' digits.
public enum DigitGrouping: String, Codable, Hashable, Sendable, CaseIterable {
  /// By place.
  case place
  /// By whether a carry enters.
  case carry
  /// By what the place does with a carry; the top place has no operand digits and is left out.
  case kind
  /// By how many places the carry that enters has travelled. Whole answers are sorted by their longest chain.
  case chain

  /// The groups, in order.
  var groups: [DigitGroup] {
    switch self {
    case .place: (0..<Problem.sumDigits).map { .place($0) }
    case .carry: [.carry(false), .carry(true)]
    case .kind: CarryKind.allCases.map { .kind($0) }
    case .chain: (0...Problem.operandDigits).map { .chain($0) }
    }
  }
}

/// Some of the answers' digits.
public enum DigitGroup: Hashable, Sendable {
  /// All.
  case all
  /// Those of one place, 0 for units.
  case place(Int)
  /// Those that a carry enters, or does not.
  case carry(Bool)
  /// Those of places that generate, propagate or kill a carry.
  case kind(CarryKind)
  /// Those that a carry enters which has travelled so many places; see `Carries.chain(into:)`. Of whole answers, those with a
  /// longest chain of this length.
  case chain(Int)

  /// The sums that make up the group; see `DigitSeries`.
  var series: [Int] {
    switch self {
    case .all: (0..<Problem.sumDigits).flatMap { [DigitSeries.at($0, carry: false), DigitSeries.at($0, carry: true)] }
    case .place(let place): [DigitSeries.at(place, carry: false), DigitSeries.at(place, carry: true)]
    case .carry(let carry): (0..<Problem.sumDigits).map { DigitSeries.at($0, carry: carry) }
    case .kind(let kind): [DigitSeries.of(kind)]
    case .chain(let length): [DigitSeries.ofChain(length)]
    }
  }
}

extension DigitGroup: CustomStringConvertible {
  /// Such as `Z3`, `carry in`, `propagate`, `chain 4`.
  public var description: String {
    switch self {
    case .all: "all"
    case .place(let place): "Z\(place)"
    case .carry(let carry): carry ? "carry in" : "no carry in"
    case .kind(let kind): "\(kind)"
    case .chain(let length): "chain \(length)"
    }
  }
}

extension DigitGroup: Codable {
  /// Decodes a description.
  /// - Throws: `DecodingError` for what is none.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    let groups = [DigitGroup.all] + DigitGrouping.allCases.flatMap(\.groups)
    guard let group = groups.first(where: { $0.description == text }) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is no group of digits")
    }
    self = group
  }

  /// Encodes the description.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// The sums that are kept of a value of digits: by place and carry, by kind, by chain. All groups are sums of some of them.
enum DigitSeries {
  private static let kinds = 2 * Problem.sumDigits
  private static let chains = kinds + CarryKind.allCases.count
  static let count = chains + Problem.operandDigits + 1

  static func at(_ place: Int, carry: Bool) -> Int { 2 * place + (carry ? 1 : 0) }
  static func of(_ kind: CarryKind) -> Int { kinds + Int(kind.rawValue) }
  static func ofChain(_ length: Int) -> Int { chains + length }
}
