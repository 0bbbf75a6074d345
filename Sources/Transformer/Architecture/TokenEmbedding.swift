/// Where token vectors come from.
public enum TokenEmbedding: String, Codable, Hashable, Sendable, CaseIterable {
  /// A learned table, one row a token.
  case table
  /// A circular arc with three parameters: token d at `A (cos(start + d stride), sin(start + d stride))`.
  case arc
  /// An arc of an ellipse with four: token d at `(A cos(start + d stride), B sin(start + d stride))`.
  case ellipse
}

/// How the last residual becomes logits.
public enum Unembedding: String, Codable, Hashable, Sendable, CaseIterable {
  /// `x E^T` with the token table E.
  case tied
  /// A matrix of its own.
  case own
  /// `x P^T E^T`: a learned projection P of the residual to the token dims, then the token table.
  case projected
}
