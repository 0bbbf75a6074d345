/// How token and position vectors make up the residual stream.
public enum ResidualStream: Codable, Hashable, Sendable {
  /// Token and position vectors of the same width are added.
  case sum(width: Int)
  /// `[token dims | position dims]`: unless said otherwise, queries and keys read the position dims, values the token dims.
  case split(token: Int, position: Int)

  /// A part of the residual stream that a projection of attention reads.
  public enum Part: String, Codable, Hashable, Sendable, CaseIterable {
    case all, token, position
  }

  /// The width of the residual stream, `d_model`.
  public var width: Int {
    switch self {
    case .sum(let width): width
    case .split(let token, let position): token + position
    }
  }

  /// The width of a token's vector.
  public var tokenWidth: Int { features(of: .token).count }

  /// The width of a position's vector.
  public var positionWidth: Int { features(of: .position).count }

  /// Whether tokens and positions keep to their own dims.
  public var isSplit: Bool {
    if case .split = self { true } else { false }
  }

  /// Which features a part is; all of them where tokens and positions share theirs.
  public func features(of part: Part) -> Range<Int> {
    switch (self, part) {
    case (.split(let token, _), .token): 0..<token
    case (.split(let token, let position), .position): token..<(token + position)
    default: 0..<width
    }
  }
}
