extension TokenFormat {
  /// gpt-acc-jax and its descendants: `X9...X0 + Y9...Y0 = Z0...Z10 EOS`, vocabulary 14 (`+` 10, `=` 11, PAD 12, EOS 13).
  public static let dense = TokenFormat(
    name: "dense", specialTokens: ["+", "=", "PAD", "EOS"], operandOrder: .mostSignificantFirst,
    between: [Delimiter(token: 10, label: "+")], after: [Delimiter(token: 11, label: "=")], endToken: 13, paddingToken: 12)

  /// MicroAdder with digits only: `X0...X9 + Y0...Y9 = Z0...Z10 EOS`, vocabulary 10; `+`, `=` and EOS are token 0, told apart
  /// by position. EOS is trained on, and decoding reads exactly eleven digits.
  public static let split10 = TokenFormat(
    name: "split10", specialTokens: [], operandOrder: .leastSignificantFirst, between: [Delimiter(token: 0, label: "+")],
    after: [Delimiter(token: 0, label: "=")], endToken: 0)

  /// MicroAdder with special tokens: as `split10`, vocabulary 14 (`+` 10, `=` 11, EOS 12, PAD 13).
  public static let split14 = TokenFormat(
    name: "split14", specialTokens: ["+", "=", "EOS", "PAD"], operandOrder: .leastSignificantFirst,
    between: [Delimiter(token: 10, label: "+")], after: [Delimiter(token: 11, label: "=")], endToken: 12, paddingToken: 13)

  /// gpt-acc-jax's sweep without delimiters: `X9...X0 Y9...Y0 Z0...Z10`, vocabulary 10, no end token.
  public static let digitsOnly = TokenFormat(
    name: "digitsOnly", specialTokens: [], operandOrder: .mostSignificantFirst)

  /// The tiny Qwen3 adders: `0 X0...X9 0 0 Y0...Y9 0 Z0...Z10`, vocabulary 10, no end token. The zeros are labelled by the
  /// part they play: `BOS`, `+`, `+'`, `=`.
  public static let qwen3 = TokenFormat(
    name: "qwen3", specialTokens: [], operandOrder: .leastSignificantFirst, before: [Delimiter(token: 0, label: "BOS")],
    between: [Delimiter(token: 0, label: "+"), Delimiter(token: 0, label: "+'")], after: [Delimiter(token: 0, label: "=")])

  /// Every format that a file can name.
  public static let known: [TokenFormat] = [dense, split10, split14, digitsOnly, qwen3]

  /// The format of a name, `nil` when it is not known.
  public static func named(_ name: String) -> TokenFormat? {
    known.first { $0.name == name }
  }
}

/// Formats are the same when their names are.
extension TokenFormat: Hashable {
  /// Whether two formats have the same name.
  public static func == (left: TokenFormat, right: TokenFormat) -> Bool { left.name == right.name }
  /// Hashes the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension TokenFormat: CustomStringConvertible {
  /// The name.
  public var description: String { name }
}

extension TokenFormat: Codable {
  /// Decodes a format from its name.
  /// - Throws: `DecodingError` for an unknown name; the message lists the known ones.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let name = try container.decode(String.self)
    guard let format = Self.named(name) else {
      let names = Self.known.map(\.name).joined(separator: ", ")
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "unknown token format '\(name)': use one of \(names)")
    }
    self = format
  }

  /// Encodes the name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }
}
