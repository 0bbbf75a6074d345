import Addition

extension Architecture {
  /// One line of a summary: what it is about, and what there is to say.
  public struct SummaryLine: Hashable, Sendable, Encodable {
    /// Such as `residual stream`.
    public let topic: String
    /// Such as `7 wide`.
    public let text: String
  }

  /// The description in plain words, for people: family, format, stream, attention, MLP, norms, unembedding.
  public var summary: [SummaryLine] {
    [
      ("family", familyText), ("format", formatText), ("residual stream", residualText), ("tokens", tokenText),
      ("positions", positionText), ("queries and keys", queryKeyText), ("values", valueText),
      ("attention output", attentionOutputText), ("MLP", mlpText), ("norms", normText), ("unembedding", unembeddingText),
    ].map { SummaryLine(topic: $0.0, text: $0.1) }
  }

  private var familyText: String {
    let kind = residual.isSplit ? "split (token dims and position dims kept apart)" : "dense (token and position vectors added)"
    return "\(kind), \(count(layers, "layer")) of \(count(attention.heads, "head"))"
  }

  private var formatText: String {
    let order = format.operandOrder == .mostSignificantFirst ? "most" : "least"
    return "\(format.name): \(format.inputLength) positions, \(format.vocabularySize) tokens; operands with the \(order) "
      + "significant digit first, the sum with the least"
  }

  private var residualText: String {
    switch residual {
    case .sum(let width): "\(width) wide"
    case .split(let token, let position): "\(token + position) wide: \(token) token dims, then \(position) position dims"
    }
  }

  private var tokenText: String {
    switch tokens {
    case .table: "table of \(format.vocabularySize) vectors"
    case .arc: "on an arc of a circle: radius, start and stride"
    case .ellipse: "on an arc of an ellipse: two radii, start and stride"
    }
  }

  private var positionText: String {
    switch positions {
    case .table: return "table of \(contextLength) vectors"
    case .factored(let rank): return "table of \(contextLength) vectors of rank \(rank)"
    case .sinusoidal: return "frozen sines and cosines"
    case .rotary(let base, let pairing):
      let pairs = pairing == .interleaved ? "neighbors" : "halves"
      return "rotary: queries and keys turned in pairs of \(pairs), base \(base)"
    case .places(let special): return "a vector a digit place, shared by X, Y and Z; \(text(special))"
    case .spiral(let spiral, let special):
      let correction =
        switch spiral.correction {
        case .none: ""
        case .linear: " with a linear correction"
        case .full: " with a correction a place"
        }
      return "on \(text(spiral.trained)) spiral\(correction) shared by X, Y and Z; \(text(special))"
    }
  }

  private func text(_ trained: [Spiral.Coefficient]) -> String {
    switch trained {
    case []: "a frozen"
    case Spiral.Coefficient.allCases: "a learned"
    default: "a partly learned (\(trained.map(\.rawValue).joined(separator: ", ")))"
    }
  }

  private func text(_ special: SpecialPositions) -> String {
    switch special {
    case .none: "Z10 learned, '+', '=' and EOS zero"
    case .equals: "'=' and Z10 learned, '+' and EOS zero"
    case .plusEquals: "'+', '=' and Z10 learned, EOS zero"
    case .all: "'+', '=', EOS and Z10 learned"
    }
  }

  private var queryKeyText: String {
    let projections =
      switch attention.queryKey {
      case .separate: "a projection each"
      case .tied: "one projection for both"
      case .rotated: "one projection for both; a learned angle turns the queries"
      case .separateRotated: "a projection each; a learned angle turns the queries"
      }
    return "\(attention.queryKeyWidth) wide, \(projections)"
      + (attention.keyValueHeads.map { "; \(count($0, "head")) of keys" } ?? "")
      + (attention.normalizesQueryKey ? "; normalized head by head" : "") + factorText
  }

  private var factorText: String {
    guard let rank = attention.queryKeyValueRank else { return "" }
    return switch attention.sharedFactor {
    case .first: "; rank \(rank), first factor shared with the values"
    case .second: "; rank \(rank), second factor shared with the values"
    case nil: "; rank \(rank)"
    }
  }

  private var valueText: String {
    "\(attention.valueWidth) wide" + (attention.tiesValueToUnembedding ? ", by the unembedding's projection" : "")
      + (attention.tiesValueToKey ? ", the same as the keys" : "")
      + (attention.queryKeyValueRank.map { "; rank \($0)" } ?? "")
  }

  private var attentionOutputText: String {
    attention.outputRank.map { "projection of rank \($0)" } ?? "full projection"
  }

  private var mlpText: String {
    let activation =
      switch mlp.activation {
      case .gelu: "GELU"
      case .geluTanh: "GELU in the tanh approximation"
      case .swiGLU: "gated by SiLU"
      }
    return count(mlp.hidden, "hidden unit") + ", \(activation), \(mlp.hasBias ? "with" : "no") bias"
      + (mlp.rank.map { ", rank \($0)" } ?? "")
      + (mlp.tiesDownToUnembedding ? "; second matrix is the unembedding's projection" : "")
  }

  private var normText: String {
    let kind = norm.kind == .layer ? "LayerNorm" : "RMSNorm"
    return "\(kind), epsilon \(norm.epsilon)" + (norm.isShared ? ", one weight for all" : "")
      + (norm.isFinal ? "" : ", none before the unembedding")
  }

  private var unembeddingText: String {
    switch unembedding {
    case .tied: "the token vectors"
    case .own: "a matrix of its own"
    case .projected: "a projection to the token dims, then the token vectors"
    }
  }

  private func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
