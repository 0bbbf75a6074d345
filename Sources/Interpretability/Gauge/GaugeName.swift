import Transformer

/// A known freedom of transformers: what can be changed in the weights so that all logits stay.
public enum GaugeName: String, Codable, Hashable, Sendable, CaseIterable {
  /// The factors of a product, or other learned numbers that undo each other before any step reads them.
  case withinMatrix = "numbers that undo each other within a matrix"
  /// Queries mixed, and keys so that every product stays; within rotary pairs a scale against a scale and a common turn.
  case queriesKeys = "queries against keys"
  /// What goes into the norm of queries or keys is scaled.
  case scaleUnderHeadNorm = "scale of queries or keys under their norm"
  /// The weights of the queries' norm against the keys'.
  case headNormWeights = "the query norm's weights against the key norm's"
  /// Values mixed, and the output so that it stays.
  case valuesOutput = "values against the output"
  /// Of a gated MLP, up against down, unit by unit.
  case upDown = "up against down"
  /// All that is written to the stream is scaled: norms take it out, but for their epsilon.
  case streamScale = "scale of the stream under norms"
  /// The stream is turned, with all that writes to it and reads from it.
  case streamTurn = "turn of the stream"
  /// A norm's weight against what reads it.
  case normWeights = "a norm's weights against what reads them"
  /// What LayerNorm takes out of everything that is written.
  case mean = "shift that LayerNorm takes out"
  /// A part of what reads a LayerNorm's result that sees only its mean, which is zero.
  case meanRead = "weight on the mean that LayerNorm takes out"
  /// A vector added to all tokens and taken from all positions.
  case tokensPositions = "tokens against positions"
  /// A vector added to the unembedding of all tokens, which a softmax does not see.
  case unembeddingShift = "shift of all logits"
  /// A norm's bias against biases behind it, or where nothing reads it.
  case normBias = "a norm's bias against what reads it"
  /// A part of the first norm's bias that only keys read: a softmax takes it out.
  case keyShift = "shift of keys that softmax takes out"
  /// The projection to the token dims against the unembedding.
  case projectionUnembedding = "projection against the unembedding"
  /// What the last MLP writes where the unembedding reads nothing: the last norm's scale alone sees it.
  case unreadWrites = "what the last MLP writes where no logit reads"
  /// All logits are multiplied, as by a temperature: the answers stay.
  case temperature = "scale of all logits"
}

extension GaugeName {
  /// Whether it only multiplies logits.
  func isScale(of architecture: Architecture) -> Bool {
    self == .temperature || self == .unreadWrites && architecture.has(.finalNorm)
  }
}
