import Foundation

/// Linear warm-up, then a cosine from the peak to a fraction of it. Loshchilov and Hutter 2017.
public struct LearningRate: Codable, Hashable, Sendable {
  /// The highest rate, reached at the end of the warm-up.
  public var peak: Double
  /// The last rate as a fraction of the peak.
  public var finalFraction: Double
  /// Steps of warm-up.
  public var warmup: Int

  /// The published runs end at a tenth of the peak.
  public init(peak: Double, finalFraction: Double = 0.1, warmup: Int) {
    self.peak = peak
    self.finalFraction = finalFraction
    self.warmup = warmup
  }

  private enum CodingKeys: CodingKey { case peak, finalFraction, warmup }

  /// Decodes, with a tenth of the peak at the end and no warm-up where nothing is said.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      peak: try values.decode(Double.self, forKey: .peak),
      finalFraction: try values.decodeIfPresent(Double.self, forKey: .finalFraction) ?? 0.1,
      warmup: try values.decodeIfPresent(Int.self, forKey: .warmup) ?? 0)
  }

  /// The rate of a step: `peak (step + 1) / warmup`, then
  /// `min + (peak - min) (1 + cos(pi progress)) / 2` over the steps that remain.
  public func rate(at step: Int, of steps: Int) -> Double {
    if step < warmup { return peak * Double(step + 1) / Double(warmup) }
    let progress = Double(step - warmup) / Double(max(1, steps - warmup))
    let lowest = peak * finalFraction
    return lowest + (peak - lowest) * (1 + cos(.pi * min(progress, 1))) / 2
  }
}
