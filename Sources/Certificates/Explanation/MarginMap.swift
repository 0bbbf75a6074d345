import Addition

/// How far ahead the right digit is, by place and total: of a proof, the least margin over all previous digits.
public struct MarginMap: Hashable, Sendable {
  /// Inputs with one margin.
  public struct Cell: Hashable, Sendable {
    /// The place of the digit that is predicted, 0...10.
    public let place: Int
    /// The place's two digits and the carry into it, added up; for the last place the carry alone.
    public let total: Int
    /// The token before for which the margin is least.
    public let token: Int
    /// The margin, a lower bound in logits.
    public let margin: Double

    /// The digit of the answer before, for which the margin is least; nil for the first.
    public var previous: Int? { place == 0 ? nil : token }
  }

  /// What the margins hold in.
  public let arithmetic: CertifiedArithmetic
  /// One for each place and total that occur, in that order.
  public let cells: [Cell]

  /// The least of all.
  public var least: Cell? { cells.min { $0.margin < $1.margin } }

  /// A place's and total's margin; nil if there are no such inputs.
  public subscript(place: Int, total: Int) -> Double? { cells.first { $0.place == place && $0.total == total }?.margin }

  /// Of a proof.
  public init(_ proof: Proof) {
    arithmetic = proof.arithmetic
    let all = proof.questions.flatMap { question in
      question.parts.map { Cell(place: question.place, total: $0.sum, token: question.token, margin: $0.margin) }
    }
    cells = Dictionary(grouping: all) { [$0.place, $0.total] }.values
      .compactMap { $0.min { ($0.margin, $0.token) < ($1.margin, $1.token) } }
      .sorted { ($0.place, $0.total) < ($1.place, $1.total) }
  }
}
