import Lanes

/// Where a model gets positions from.
public enum PositionEmbedding: Hashable, Sendable {
  /// A learned table, one row a position, added to the tokens.
  case table
  /// A learned table of low rank, `A B` with A `[position, rank]`, added to the tokens.
  case factored(rank: Int)
  /// A frozen table, added to the tokens: channel 2j is `sin(p / 10000^(2j / d))`, channel 2j + 1 its cosine.
  case sinusoidal
  /// No vectors: queries and keys are turned by the position, pair j by `p base^(-2j / n)` for n features a head.
  case rotary(base: Double, pairing: Rotary.Pairing)
  /// Ten learned vectors, one a digit place, shared by the three numbers.
  case places(special: SpecialPositions)
  /// Ten vectors on a spiral, shared by the three numbers.
  case spiral(Spiral, special: SpecialPositions)

  /// A spiral with no correction, all of it learned or all of it frozen; of the special positions only `=` is learned.
  public static func spiral(trained: Bool) -> PositionEmbedding {
    .spiral(Spiral(trained: trained ? Spiral.Coefficient.allCases : []), special: .equals)
  }

  /// Whether the vectors are for position dims of their own.
  public var isForSplitStream: Bool {
    switch self {
    case .places, .spiral: true
    case .table, .factored, .sinusoidal, .rotary: false
    }
  }
}

/// Which positions outside of the digits' places have learned vectors; the others are zero. Z10, the carry-out, always has one.
public enum SpecialPositions: String, Codable, Hashable, Sendable, CaseIterable {
  case none
  /// `=`.
  case equals
  /// `+` and `=`.
  case plusEquals
  /// `+`, `=` and EOS.
  case all
}

/// The spiral on which digit places lie: `(amp cos(2 pi i / 10 + phase), amp sin(...), slope i + offset)` for place i, times
/// `1 + correction(i)`.
public struct Spiral: Hashable, Sendable {
  /// One of the four numbers.
  public enum Coefficient: String, Codable, Hashable, Sendable, CaseIterable {
    case amp, phase, slope, offset
  }

  /// A learned factor for each place.
  public enum Correction: String, Codable, Hashable, Sendable, CaseIterable {
    case none
    /// `intercept + slope i`.
    case linear
    /// Ten numbers.
    case full
  }

  /// The coefficients that are learned, in the order of their cases; the others are frozen at their published values.
  public var trained: [Coefficient]
  /// The learned factor.
  public var correction: Correction

  /// A spiral; `trained` in any order.
  public init(trained: [Coefficient], correction: Correction = .none) {
    self.trained = Coefficient.allCases.filter(trained.contains)
    self.correction = correction
  }
}

extension PositionEmbedding: Codable {
  private enum CodingKeys: CodingKey { case kind, rank, base, pairing, trained, correction, special }
  private enum Kind: String, Codable, CaseIterable { case table, factored, sinusoidal, rotary, places, spiral }

  /// Decodes `kind` and the fields that go with it; `trained` is true, false, or a list of coefficients.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let name = try container.decode(String.self, forKey: .kind)
    guard let kind = Kind(rawValue: name) else {
      let known = Kind.allCases.map(\.rawValue).joined(separator: ", ")
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: container, debugDescription: "unknown position embedding '\(name)'; use one of \(known)")
    }
    switch kind {
    case .table: self = .table
    case .factored: self = .factored(rank: try container.decode(Int.self, forKey: .rank))
    case .sinusoidal: self = .sinusoidal
    case .rotary:
      self = .rotary(
        base: try container.decode(Double.self, forKey: .base),
        pairing: try container.decode(Rotary.Pairing.self, forKey: .pairing))
    case .places: self = .places(special: try container.decode(.special, default: .equals))
    case .spiral:
      let trained: [Spiral.Coefficient]
      if let all = try? container.decode(Bool.self, forKey: .trained) {
        trained = all ? Spiral.Coefficient.allCases : []
      } else {
        trained = try container.decode([Spiral.Coefficient].self, forKey: .trained)
      }
      self = .spiral(
        Spiral(trained: trained, correction: try container.decode(.correction, default: .none)),
        special: try container.decode(.special, default: .equals))
    }
  }

  /// Encodes `kind` and the fields that go with it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .table: try container.encode(Kind.table, forKey: .kind)
    case .factored(let rank):
      try container.encode(Kind.factored, forKey: .kind)
      try container.encode(rank, forKey: .rank)
    case .sinusoidal: try container.encode(Kind.sinusoidal, forKey: .kind)
    case .rotary(let base, let pairing):
      try container.encode(Kind.rotary, forKey: .kind)
      try container.encode(base, forKey: .base)
      try container.encode(pairing, forKey: .pairing)
    case .places(let special):
      try container.encode(Kind.places, forKey: .kind)
      try container.encode(special, unless: .equals, forKey: .special)
    case .spiral(let spiral, let special):
      try container.encode(Kind.spiral, forKey: .kind)
      switch spiral.trained {
      case []: try container.encode(false, forKey: .trained)
      case Spiral.Coefficient.allCases: try container.encode(true, forKey: .trained)
      default: try container.encode(spiral.trained, forKey: .trained)
      }
      try container.encode(spiral.correction, unless: .none, forKey: .correction)
      try container.encode(special, unless: .equals, forKey: .special)
    }
  }
}
