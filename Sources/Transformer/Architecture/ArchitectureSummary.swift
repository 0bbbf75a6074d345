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
      ("family", familyText), ("format", formatText), ("residual stream", residualText), ("tokens", text(.tokens)),
      ("positions", positionText), ("queries", "\(attention.queryKeyWidth) wide: \(text(.query))"), ("keys", keyText),
      ("values", "\(attention.valueWidth) wide: \(text(.value))"), ("attention output", text(.output)), ("MLP", mlpText),
      ("norms", normText), ("unembedding", unembeddingText),
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

  private var positionText: String {
    let turned = attention.rotary.map { rotary in
      let pairs = rotary.pairing == .interleaved ? "neighbors" : "halves"
      let speed = rotary.period.map { "period \($0)" } ?? "base \(rotary.base)"
      return "rotary: queries and keys turned in pairs of \(pairs), \(speed)"
    }
    return [has(.positions) ? text(.positions) : nil, turned].compactMap { $0 }.joined(separator: "; ")
  }

  private var keyText: String {
    text(.key) + (attention.keyValueHeads.map { "; \(count($0, "head"))" } ?? "")
      + (has(.keyNorm) ? "; queries and keys normalized head by head (weights: \(text(.queryNorm)), \(text(.keyNorm)))" : "")
  }

  private var mlpText: String {
    let activation =
      switch mlp.activation {
      case .gelu: "GELU"
      case .geluTanh: "GELU in the tanh approximation"
      case .swiGLU: "gated by SiLU"
      }
    let places = sites.filter { [.gate, .up, .down].contains($0.place) && $0.layer == 0 }.map(\.place)
    let layers = places.filter { expression(at: WeightSite($0)) != .own }.map { "; \($0.rawValue): \(text($0))" }.joined()
    return count(mlp.hidden, "hidden unit") + ", \(activation), \(mlp.hasBias ? "with" : "no") bias" + layers
  }

  private var normText: String {
    let kind = norm.kind == .layer ? "LayerNorm" : "RMSNorm"
    let places = sites.filter { [.norm1, .norm2, .finalNorm].contains($0.place) && $0.layer == 0 }.map(\.place)
    let ties = places.filter { expression(at: WeightSite($0)) != .own }.map { "; \($0.rawValue): \(text($0))" }.joined()
    return "\(kind), epsilon \(norm.epsilon)" + ties + (norm.isFinal ? "" : "; none before the unembedding")
  }

  private var unembeddingText: String {
    let projection = has(.projection) ? "after a projection to the token dims (\(text(.projection))): " : ""
    return projection + text(.unembedding)
  }

  private func text(_ place: WeightPlace) -> String { words(at: WeightSite(place)) }

  /// What a place's expression says, for people.
  package func words(at site: WeightSite) -> String {
    let (rows, columns) = shape(of: site.place)
    return expression(at: site).words(of: site.place, rows: rows, columns: columns)
  }

  private func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}

extension WeightExpression {
  private var isOwnOrReference: Bool {
    switch self {
    case .own, .reference: true
    default: false
    }
  }

  /// Such as `[[1, 0, 0], [0, 0, 0]]`.
  private static func text(of rows: [[Double]]) -> String {
    let texts = rows.map { row in
      "[" + row.map { $0 == $0.rounded() && abs($0) < 1e6 ? "\(Int($0))" : "\($0)" }.joined(separator: ", ") + "]"
    }
    return "[" + texts.joined(separator: ", ") + "]"
  }

  /// What it says, for people.
  fileprivate func words(of place: WeightPlace, rows: Int, columns: Int) -> String {
    func inner(_ x: WeightExpression) -> String { x.words(of: place, rows: rows, columns: columns) }
    return switch self {
    case .own(let zeros):
      (place.isTable ? "a table of \(rows) vectors" : rows == 1 ? "a vector" : "a \(rows) x \(columns) matrix")
        + (zeros.isEmpty ? "" : ", \(zeros.count) \(zeros.count == 1 ? "entry" : "entries") zero")
    case .reference(let reference): reference.words
    case .transposed(.reference(let reference)): "\(reference.words), transposed"
    case .transposed(let x): "transposed (\(x.words(of: place, rows: columns, columns: rows)))"
    case .scaled(let x, let number): "\(inner(x)), times \(number.isLearned ? "a learned number" : "\(number.initial)")"
    case .turned(let x, let angle): "\(inner(x)), turned by \(angle.isLearned ? "a learned angle" : "\(angle.initial) radians")"
    case .product(let first, let second, let rank):
      [first, second].allSatisfy(\.isOwnOrReference)
        ? "rank \(rank)"
          + [first, second].compactMap { if case .reference(let r) = $0 { " with \(r.words)" } else { nil } }.joined()
        : "the product of " + [first, second].map { $0 == .own ? "a learned matrix" : inner($0) }.joined(separator: " and ")
    case .number(let number): number.isLearned ? "one learned number" : "all \(number.initial)"
    case .unit: "no weights"
    case .constant(let rows): rows.joined().count > 12 ? "constant" : "constant \(Self.text(of: rows))"
    case .arc(let arc):
      "on an arc of \(arc.sineAmplitude == nil ? "a circle" : "an ellipse"): "
        + (arc.sineAmplitude == nil ? "radius, start and stride" : "two radii, start and stride")
    case .sinusoids: "frozen sines and cosines"
    case .places(let special): "a vector a digit place, shared by X, Y and Z; \(special.words)"
    case .spiral(let spiral, let special): "on \(spiral.words) shared by X, Y and Z; \(special.words)"
    }
  }
}

extension WeightReference {
  /// What it refers to, for people.
  fileprivate var words: String {
    let name =
      switch place {
      case .tokens: "the token vectors"
      case .positions: "the position vectors"
      case .query: "the queries' matrix"
      case .key: "the keys' matrix"
      case .value: "the values' matrix"
      case .output: "the output's matrix"
      case .gate, .up, .down: "the \(place.rawValue) matrix"
      case .projection: "the projection to the token dims"
      case .unembedding: "the unembedding"
      case .norm1: "the first norm's weights"
      case .norm2: "the second norm's weights"
      case .finalNorm: "the final norm's weights"
      case .queryNorm: "the query norm's weights"
      case .keyNorm: "the key norm's weights"
      }
    return (factor.map { "the \($0.rawValue) factor of " } ?? "") + name + (layer.map { " of block \($0)" } ?? "")
  }
}

extension SpecialPositions {
  fileprivate var words: String {
    switch self {
    case .none: "Z10 learned, '+', '=' and EOS zero"
    case .equals: "'=' and Z10 learned, '+' and EOS zero"
    case .plusEquals: "'+', '=' and Z10 learned, EOS zero"
    case .all: "'+', '=', EOS and Z10 learned"
    }
  }
}

extension Spiral {
  fileprivate var words: String {
    let learned = numbers.filter(\.number.isLearned).map(\.name)
    let kind =
      switch learned.count {
      case 0: "a frozen spiral"
      case numbers.count: "a learned spiral"
      default: "a partly learned spiral (\(learned.joined(separator: ", ")))"
      }
    return switch correction {
    case .none: kind
    case .linear: kind + " with a linear correction"
    case .full: kind + " with a correction a place"
    }
  }
}
