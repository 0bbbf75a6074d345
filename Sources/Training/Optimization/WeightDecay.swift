/// Decoupled weight decay, which may be relaxed once the model has understood: MicroAdder's adaptive decay.
public struct WeightDecay: Codable, Hashable, Sendable {
  /// A relaxation that sets in, for good, when a validation is good enough.
  public struct Relaxation: Codable, Hashable, Sendable {
    /// Validation exact match at or above which it sets in.
    public var exactMatch: Double
    /// Validation token accuracy that is needed as well.
    public var tokenAccuracy: Double
    /// What the base decay is multiplied by from then on.
    public var factor: Double

    private enum CodingKeys: CodingKey { case exactMatch, tokenAccuracy, factor }

    /// Decodes; any token accuracy will do where none is given.
    public init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      self.init(
        exactMatch: try values.decode(Double.self, forKey: .exactMatch),
        tokenAccuracy: try values.decodeIfPresent(Double.self, forKey: .tokenAccuracy) ?? 0,
        factor: try values.decode(Double.self, forKey: .factor))
    }

    /// A relaxation by `factor`.
    public init(exactMatch: Double, tokenAccuracy: Double = 0, factor: Double) {
      self.exactMatch = exactMatch
      self.tokenAccuracy = tokenAccuracy
      self.factor = factor
    }
  }

  /// The decay to start with.
  public var base: Double
  /// Relaxations; the smallest factor that has set in holds.
  public var relaxations: [Relaxation]

  /// A constant decay, unless relaxations are given.
  public init(base: Double, relaxations: [Relaxation] = []) {
    self.base = base
    self.relaxations = relaxations
  }

  private enum CodingKeys: CodingKey { case base, relaxations }

  /// Decodes, without relaxations where none are given.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      base: try values.decode(Double.self, forKey: .base),
      relaxations: try values.decodeIfPresent([Relaxation].self, forKey: .relaxations) ?? [])
  }

  /// MicroAdder's: a tenth once 2% of sums and 70% of tokens are right, a hundredth once 20% of sums are.
  public static let adaptive = WeightDecay(
    base: 0.01,
    relaxations: [
      Relaxation(exactMatch: 0.02, tokenAccuracy: 0.7, factor: 0.1), Relaxation(exactMatch: 0.2, factor: 0.01),
    ])

  /// The factor after a validation, given the factor before it.
  public func factor(after validation: Validation.Result, before factor: Double) -> Double {
    relaxations.filter {
      (validation.exactMatch.rate ?? 0) >= $0.exactMatch && (validation.tokenAccuracy.rate ?? 0) >= $0.tokenAccuracy
    }
    .reduce(factor) { min($0, $1.factor) }
  }
}
