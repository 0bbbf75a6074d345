/// With some probability a training example is one of the four `CarryPattern`s, equally likely, instead of an ordinary one.
/// In JSON: `{"probability": 0.8, "fade": {"from": 15000, "to": 45000}}`; without `fade` the probability stays.
public struct CarryMix: Hashable, Sendable {
  /// The steps between which the probability falls linearly to zero.
  public struct Fade: Hashable, Sendable, Codable {
    /// The last step with the full probability.
    public let from: Int
    /// The first step with probability zero.
    public let to: Int
  }

  /// The probability before any fade, 0...1.
  public let probability: Double
  /// When the probability falls; `nil` for never.
  public let fade: Fade?

  /// A mix that stays for all steps.
  /// - Throws: `SamplingError.probability` outside 0...1.
  public init(probability: Double) throws(SamplingError) {
    try self.init(probability: probability, fade: nil)
  }

  /// A mix that falls linearly from `probability` at step `from` to zero at step `to`.
  /// - Throws: `SamplingError.probability` outside 0...1, `SamplingError.fade` unless 0 <= from < to.
  public init(probability: Double, fadeFrom from: Int, to: Int) throws(SamplingError) {
    try self.init(probability: probability, fade: Fade(from: from, to: to))
  }

  private init(probability: Double, fade: Fade?) throws(SamplingError) {
    guard probability >= 0, probability <= 1 else { throw .probability(probability) }
    if let fade, fade.from < 0 || fade.to <= fade.from { throw .fade(from: fade.from, to: fade.to) }
    self.probability = probability
    self.fade = fade
  }

  /// The probability at a step: p, then p (to - step) / (to - from), then 0.
  public func probability(at step: Int) -> Double {
    guard let fade, step > fade.from else { return probability }
    guard step < fade.to else { return 0 }
    return probability * Double(fade.to - step) / Double(fade.to - fade.from)
  }
}

extension CarryMix: Codable {
  private enum CodingKeys: CodingKey { case probability, fade }

  /// Decodes and validates.
  /// - Throws: `DecodingError` for a missing or impossible value.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let probability = try container.decode(Double.self, forKey: .probability)
    let fade = try container.decodeIfPresent(Fade.self, forKey: .fade)
    self = try SamplingError.decoding(decoder) { () throws(SamplingError) in
      try CarryMix(probability: probability, fade: fade)
    }
  }
}
