import Addition
import Certificates
import Interpretability
import Plotting

/// What a poster shows of one model.
public struct Poster: Sendable {
  /// One sum in full.
  public let explanation: Explanation
  /// The digits' vectors.
  public let tokens: TokenGeometry
  /// The stream's way for the same sum.
  public let path: ResidualPath
  /// Where heads look.
  public let attention: AttentionSummary
  /// What hidden units do.
  public let neurons: NeuronResponses
  /// How well it adds, by carry chain.
  public let carry: CarryAccuracy
  /// How well it adds, in a line.
  public let verdict: String
  /// By how much digits are right on all sums; nil without a proof.
  public let margins: MarginMap?

  /// A poster of these.
  public init(
    explanation: Explanation, tokens: TokenGeometry, path: ResidualPath, attention: AttentionSummary, neurons: NeuronResponses,
    carry: CarryAccuracy, verdict: String, margins: MarginMap? = nil
  ) {
    (self.explanation, self.tokens, self.path, self.attention) = (explanation, tokens, path, attention)
    (self.neurons, self.carry, self.verdict, self.margins) = (neurons, carry, verdict, margins)
  }
}

extension Figure {
  /// A model on one page: a sum as it adds it, its digits, the stream's way to one digit, where it looks, what its hidden units do, and
  /// how well it adds.
  public static func poster(_ poster: Poster, of subject: Subject) -> Figure {
    func panels(_ figure: Figure) -> [Panel] { Array(figure.rows.joined()) }
    // The digit whose carry has come furthest has most to tell.
    let place = poster.explanation.digits.max { ($0.chain, $1.place) < ($1.chain, $0.place) }?.place ?? 0
    let plane = panels(.tokenEmbedding(poster.tokens, of: subject)).prefix(1)
    let stream = poster.path.places.first { $0.place == place }.map { ResidualPathPanels(poster.path).panel($0, isSmall: false) }
    var attention = panels(.attention(poster.attention, heads: Array(poster.attention.heads.prefix(1)), of: subject))
    if !attention.isEmpty { attention[0].colorbar = Colorbar("Attention weight", side: .below) }
    let units = NeuronPanels.chosen(poster.neurons.units, most: 4)
    let sum = panels(.addition(poster.explanation, of: subject)).prefix(1)
    let last = panels(
      poster.margins.map { .certificateMargins($0, of: subject) } ?? .carryAccuracy(poster.carry, of: subject)
    ).prefix(1)
    let rows = [Array(sum), plane + [stream].compactMap(\.self), attention, NeuronPanels(units).all, Array(last)]
    let heights: [Double] = [1.25, 1, 1, 0.6, poster.margins == nil ? 0.55 : 0.9]
    let shown = zip(rows, heights).filter { !$0.0.isEmpty }
    let ending =
      poster.margins.map {
        "lower bounds of the right digit's logit minus any other's on all 10^{20} sums, proved in \($0.arithmetic.rawValue) arithmetic."
      }
      ?? "exact answers by longest carry chain (\(grouped(poster.carry.overall.count)) of \(grouped(poster.carry.overall.total)) right, "
      + "\(poster.carry.source.phrase)), lines: 95% Wilson intervals."
    return Figure(
      width: 240, height: 420, title: "\(subject.name): ten-digit addition with \(grouped(subject.parameters)) parameters",
      subtitle: poster.verdict,
      caption:
        "From \(subject.phrase). In order: one sum, a curve from each answer digit to what it attends to (width: weight), G where a place "
        + "generates a carry, P where it passes one on; the digits' token vectors; the residual stream where Z_{\(place)} of that sum is "
        + "predicted, colors: the token that would win there; mean attention of \(poster.attention.heads.first?.name ?? "no head") over "
        + "\(poster.attention.source.phrase); the \(units.count == 1 ? "hidden unit that moves" : "\(units.count) hidden units that move") most, by digit sum and carry, bands: all "
        + "that occurs; \(ending)",
      rows: shown.map(\.0), rowHeights: shown.map(\.1))
  }
}
