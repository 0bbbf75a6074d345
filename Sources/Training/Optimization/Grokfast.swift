/// Amplifies what of the gradient stays the same: `m = alpha m + (1 - alpha) g`, then `g + lambda m`. Lee et al. 2024, "Grokfast",
/// their moving average. It comes before clipping.
public struct Grokfast: Codable, Hashable, Sendable {
  /// How slowly the average moves, 0..<1.
  public var alpha: Double
  /// How much of it is added.
  public var lambda: Double

  /// The paper's settings by default.
  public init(alpha: Double = 0.98, lambda: Double = 2) {
    self.alpha = alpha
    self.lambda = lambda
  }

  /// Brings the average up to date and adds it to the gradient. The first gradient is its own average, as in the authors' code.
  ///
  /// - Parameter average: of earlier gradients; empty before the first.
  func filter(_ gradient: UnsafeMutableBufferPointer<Float>, average: inout [Float]) {
    if average.isEmpty {
      average = Array(gradient)
    } else {
      let (keep, rest) = (Float(alpha), Float(1 - alpha))
      for i in gradient.indices { average[i] = keep * average[i] + rest * gradient[i] }
    }
    let factor = Float(lambda)
    for i in gradient.indices { gradient[i] += factor * average[i] }
  }
}
