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
    return "\(format.name): \(format.inputLength) positions, \(format.vocabularySize) tokens, operands \(order) significant "
      + "digit first, sum least"
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
    }
  }

  private var positionText: String {
    switch positions {
    case .table: "table of \(contextLength) vectors"
    case .spiral(let trained):
      "on \(trained ? "a learned" : "a frozen") spiral shared by X, Y and Z; '=' and Z10 learned, '+' and EOS zero"
    }
  }

  private var queryKeyText: String {
    let width = "\(attention.queryKeyWidth) wide"
    return switch attention.queryKey {
    case .separate: "\(width), a projection each"
    case .rotated: "\(width), one projection for both; a learned angle turns the queries"
    }
  }

  private var valueText: String {
    "\(attention.valueWidth) wide" + (attention.tiesValueToUnembedding ? ", by the unembedding's projection" : "")
  }

  private var attentionOutputText: String {
    attention.outputRank.map { "projection of rank \($0)" } ?? "full projection"
  }

  private var mlpText: String {
    let activation =
      switch mlp.activation {
      case .gelu: "GELU"
      case .geluTanh: "GELU in the tanh approximation"
      }
    return count(mlp.hidden, "hidden unit") + ", \(activation), \(mlp.hasBias ? "with" : "no") bias"
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
