/// The JSON of an expression: a word, or an object with one operation and what belongs to it.
///
///     "own"  "unit"  "sinusoids"  "query"  "blocks.0.norm1"  "query.first"
///     {"own": {"zeros": [[0, 2], [1, 2]]}}       {"transposed": X}       {"scaled": X, "by": 1}
///     {"turned": X, "by": 0}                     {"product": [X, X], "rank": 3}
///     {"number": 1}                              {"constant": [[1, 0, 0], [0, 0, 0]]}
///     {"arc": {"amplitude": 2.5, "start": -1.2, "stride": 0.29}}       {"ellipse": {..., "sineAmplitude": 2.5}}
///     {"places": "equals"}                       {"spiral": {"amp": 3.5, "phase": 0, "slope": 0.15, "offset": 0}}
///
/// Every learned number may be `{"frozen": 2.5}` instead, and is learned from a usual value on where it is left out.
extension WeightExpression: Codable {
  private enum Key: String, CodingKey, CaseIterable {
    case own, transposed, scaled, turned, product, number, constant, arc, ellipse, places, spiral
    case by, rank, special
  }
  private static let words: [String: WeightExpression] = ["own": .own, "unit": .unit, "sinusoids": .sinusoids]

  /// Decodes what the type's description shows.
  public init(from decoder: any Decoder) throws {
    if let word = try? decoder.singleValueContainer().decode(String.self) {
      if let expression = Self.words[word] {
        self = expression
      } else if let reference = WeightReference(word) {
        self = .reference(reference)
      } else {
        let places = WeightPlace.allCases.map(\.rawValue).joined(separator: ", ")
        throw DecodingError.dataCorrupted(
          .init(codingPath: decoder.codingPath, debugDescription: "there is no such place as '\(word)'; places are \(places)"))
      }
      return
    }
    let container = try decoder.container(keyedBy: Key.self)
    let operations = Key.allCases.filter { ![.by, .rank, .special].contains($0) && container.contains($0) }
    guard operations.count == 1, let operation = operations.first else {
      let known = Key.allCases.prefix { $0 != .by }.map(\.rawValue).joined(separator: ", ")
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "an expression has one of \(known)"))
    }
    func inner() throws -> WeightExpression { try container.decode(WeightExpression.self, forKey: operation) }
    func by(_ usual: Double) throws -> LearnedNumber { try container.decode(.by, default: .learned(usual)) }
    switch operation {
    case .own: self = .own(zeros: try container.decode(OwnTensor.self, forKey: .own).zeros ?? [])
    case .transposed: self = .transposed(try inner())
    case .scaled: self = .scaled(try inner(), by: try by(1))
    case .turned: self = .turned(try inner(), by: try by(0))
    case .product:
      let factors = try container.decode([WeightExpression].self, forKey: .product)
      guard factors.count == 2 else {
        throw DecodingError.dataCorruptedError(forKey: .product, in: container, debugDescription: "a product has two factors")
      }
      self = .product(first: factors[0], second: factors[1], rank: try container.decode(Int.self, forKey: .rank))
    case .number: self = .number(try container.decode(LearnedNumber.self, forKey: .number))
    case .constant: self = .constant(try container.decode([[Double]].self, forKey: .constant))
    case .arc, .ellipse:
      let arc = try container.decode(TokenArc.self, forKey: operation)
      guard (arc.sineAmplitude != nil) == (operation == .ellipse) else {
        throw DecodingError.dataCorruptedError(
          forKey: operation, in: container, debugDescription: "an ellipse has a sineAmplitude, and an arc of a circle has none")
      }
      self = .arc(arc)
    case .places: self = .places(try container.decode(SpecialPositions.self, forKey: .places))
    case .spiral:
      self = .spiral(
        try container.decode(Spiral.self, forKey: .spiral), try container.decode(.special, default: SpecialPositions.equals))
    case .by, .rank, .special: preconditionFailure("these are no operations")
    }
  }

  /// Encodes what the type's description shows, leaving out what is usual.
  public func encode(to encoder: any Encoder) throws {
    func word(_ text: String) throws {
      var container = encoder.singleValueContainer()
      try container.encode(text)
    }
    if let own = Self.words.first(where: { $0.value == self }) { return try word(own.key) }
    if case .reference(let reference) = self { return try word(reference.description) }
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .reference, .unit, .sinusoids: break
    case .own(let zeros): try container.encode(OwnTensor(zeros: zeros), forKey: .own)
    case .transposed(let inner): try container.encode(inner, forKey: .transposed)
    case .scaled(let inner, let number):
      try container.encode(inner, forKey: .scaled)
      try container.encode(number, unless: .learned(1), forKey: .by)
    case .turned(let inner, let angle):
      try container.encode(inner, forKey: .turned)
      try container.encode(angle, unless: .learned(0), forKey: .by)
    case .product(let first, let second, let rank):
      try container.encode([first, second], forKey: .product)
      try container.encode(rank, forKey: .rank)
    case .number(let number): try container.encode(number, forKey: .number)
    case .constant(let rows): try container.encode(rows, forKey: .constant)
    case .arc(let arc): try container.encode(arc, forKey: arc.sineAmplitude == nil ? .arc : .ellipse)
    case .places(let special): try container.encode(special, forKey: .places)
    case .spiral(let spiral, let special):
      try container.encode(spiral, forKey: .spiral)
      try container.encode(special, unless: .equals, forKey: .special)
    }
  }

  private struct OwnTensor: Codable { var zeros: [MatrixEntry]? }
}

extension MatrixEntry: Codable {
  /// Decodes `[row, column]`.
  public init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    (row, column) = (try container.decode(Int.self), try container.decode(Int.self))
  }

  /// Encodes `[row, column]`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    try container.encode(row)
    try container.encode(column)
  }
}

extension TokenArc: Codable {
  private enum CodingKeys: CodingKey { case amplitude, sineAmplitude, start, stride }

  /// Decodes an arc; what is left out starts where MicroAdder's does.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let usual = TokenArc()
    self.init(
      amplitude: try container.decode(.amplitude, default: usual.amplitude),
      sineAmplitude: try container.decodeIfPresent(LearnedNumber.self, forKey: .sineAmplitude),
      start: try container.decode(.start, default: usual.start), stride: try container.decode(.stride, default: usual.stride))
  }

  /// Encodes an arc.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(amplitude, forKey: .amplitude)
    try container.encodeIfPresent(sineAmplitude, forKey: .sineAmplitude)
    try container.encode(start, forKey: .start)
    try container.encode(stride, forKey: .stride)
  }
}

extension Spiral: Codable {
  private enum CodingKeys: CodingKey { case amp, phase, slope, offset, correction }

  /// Decodes a spiral; what is left out starts where MicroAdder's does.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let usual = Spiral()
    self.init(
      amp: try container.decode(.amp, default: usual.amp), phase: try container.decode(.phase, default: usual.phase),
      slope: try container.decode(.slope, default: usual.slope), offset: try container.decode(.offset, default: usual.offset),
      correction: try container.decode(.correction, default: .none))
  }

  /// Encodes a spiral; without a correction, nothing is said of one.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    for (key, number) in zip([CodingKeys.amp, .phase, .slope, .offset], numbers) {
      try container.encode(number.number, forKey: key)
    }
    try container.encode(correction, unless: .none, forKey: .correction)
  }
}
