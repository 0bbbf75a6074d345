/// Ends a run that is not worth going on with: at the first validation at or after a step, if that validation is below a share.
/// In JSON `{"step": 4000, "tokenAccuracy": 0.3}`.
public struct GiveUp: Codable, Hashable, Sendable {
  /// When it is judged.
  public var step: Int
  /// The share of answer digits right, given the true ones before them, below which the run ends; nil for any.
  public var tokenAccuracy: Double?
  /// The share of whole sums right below which the run ends; nil for any.
  public var exactMatch: Double?

  /// A rule for the first validation at or after a step.
  public init(step: Int, tokenAccuracy: Double? = nil, exactMatch: Double? = nil) {
    self.step = step
    self.tokenAccuracy = tokenAccuracy
    self.exactMatch = exactMatch
  }

  /// Whether a validation, the first at or after the rule's step, is not good enough.
  func condemns(_ result: Validation.Result) -> Bool {
    (tokenAccuracy.map { (result.tokenAccuracy.rate ?? 0) < $0 } ?? false)
      || (exactMatch.map { (result.exactMatch.rate ?? 0) < $0 } ?? false)
  }
}
