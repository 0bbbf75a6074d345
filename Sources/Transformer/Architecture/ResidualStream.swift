/// How token and position vectors make up the residual stream.
public enum ResidualStream: Codable, Hashable, Sendable {
  /// Token and position vectors of the same width are added.
  case sum(width: Int)
  /// `[token dims | position dims]`: queries and keys read the position dims, values the token dims.
  case split(token: Int, position: Int)

  /// The width of the residual stream, `d_model`.
  public var width: Int {
    switch self {
    case .sum(let width): width
    case .split(let token, let position): token + position
    }
  }

  /// The width of a token's vector.
  public var tokenWidth: Int {
    switch self {
    case .sum(let width): width
    case .split(let token, _): token
    }
  }

  /// The width of a position's vector.
  public var positionWidth: Int {
    switch self {
    case .sum(let width): width
    case .split(_, let position): position
    }
  }

  /// Whether tokens and positions keep to their own dims.
  public var isSplit: Bool {
    if case .split = self { true } else { false }
  }
}
