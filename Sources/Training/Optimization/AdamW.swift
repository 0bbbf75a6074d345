/// Adam with decoupled weight decay. Loshchilov and Hutter 2019; the update is PyTorch's.
public struct AdamW: Codable, Hashable, Sendable {
  /// Decay rates of the gradient's first and second moments.
  public var beta1, beta2: Double
  /// Added to the root of the second moment.
  public var epsilon: Double
  /// Where set, the steps of each tensor are multiplied by the root mean square of its numbers, or by this if that is less; nil for
  /// steps that do not depend on a tensor's size. Weight decay is not multiplied. Shazeer and Stern 2018, "Adafactor", section 8.
  public var relativeFloor: Double?

  /// The published runs' settings by default.
  public init(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, relativeFloor: Double? = nil) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.relativeFloor = relativeFloor
  }

  private enum CodingKeys: CodingKey { case beta1, beta2, epsilon, relativeFloor }

  /// Decodes, with the published runs' settings for what is left out.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      beta1: try values.decodeIfPresent(Double.self, forKey: .beta1) ?? 0.9,
      beta2: try values.decodeIfPresent(Double.self, forKey: .beta2) ?? 0.999,
      epsilon: try values.decodeIfPresent(Double.self, forKey: .epsilon) ?? 1e-8,
      relativeFloor: try values.decodeIfPresent(Double.self, forKey: .relativeFloor))
  }

  /// The moments of every learned parameter, and how many updates they have seen.
  public struct Moments<Scalar: BinaryFloatingPoint & Sendable>: Sendable, Equatable {
    public var first, second: [Scalar]
    /// Updates taken.
    public var updates: Int

    /// Zero moments for so many parameters.
    public init(count: Int) {
      first = Array(repeating: 0, count: count)
      second = first
      updates = 0
    }

    /// Moments kept from an earlier run.
    ///
    /// - Precondition: as many first as second moments.
    public init(first: [Scalar], second: [Scalar], updates: Int) {
      precondition(first.count == second.count, "as many first as second moments")
      self.first = first
      self.second = second
      self.updates = updates
    }
  }

  /// Takes one step: `p -= lr decay p`, then `p -= lr m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon)`.
  ///
  /// - Parameters:
  ///   - parameters: the learned parameters; as many as there are moments.
  ///   - gradient: after clipping.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func update<Scalar: BinaryFloatingPoint & Sendable>(
    _ parameters: UnsafeMutablePointer<Scalar>, gradient: UnsafePointer<Scalar>, moments: inout Moments<Scalar>,
    learningRate: Double, weightDecay: Double
  ) {
    moments.updates += 1
    updateNumbers(
      0..<moments.first.count, of: parameters, gradient: gradient, moments: &moments, learningRate: learningRate,
      weightDecay: weightDecay, factor: 1)
  }

  /// Takes one step in which every tensor has a step size of its own.
  func update(
    _ parameters: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>, moments: inout Moments<Float>,
    learningRate: Double, weightDecay: Double, sizes: StepSizes
  ) {
    moments.updates += 1
    for tensor in sizes.tensors {
      updateNumbers(
        tensor.range, of: parameters, gradient: gradient, moments: &moments, learningRate: learningRate,
        weightDecay: weightDecay, factor: sizes.factor(of: tensor, parameters))
    }
  }

  @inline(__always)
  private func updateNumbers<Scalar: BinaryFloatingPoint & Sendable>(
    _ numbers: Range<Int>, of parameters: UnsafeMutablePointer<Scalar>, gradient: UnsafePointer<Scalar>,
    moments: inout Moments<Scalar>, learningRate: Double, weightDecay: Double, factor: Double
  ) {
    let correction1 = 1 - power(beta1, moments.updates)
    let correction2 = 1 - power(beta2, moments.updates)
    let stepSize = Scalar(learningRate * factor / correction1)
    let rootCorrection = Scalar(correction2.squareRoot())
    let keep = Scalar(1 - learningRate * weightDecay)
    let (b1, b2, eps) = (Scalar(beta1), Scalar(beta2), Scalar(epsilon))
    let (rest1, rest2) = (Scalar(1 - beta1), Scalar(1 - beta2))
    moments.first.withUnsafeMutableBufferPointer { first in
      moments.second.withUnsafeMutableBufferPointer { second in
        guard let m = first.baseAddress, let v = second.baseAddress else { return }
        for i in numbers {
          let g = gradient[i]
          m[i] = b1 * m[i] + rest1 * g
          v[i] = b2 * v[i] + rest2 * g * g
          parameters[i] = parameters[i] * keep - stepSize * m[i] / (v[i].squareRoot() / rootCorrection + eps)
        }
      }
    }
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, square, rest) = (1.0, base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      square *= square
      rest >>= 1
    }
    return result
  }
}

/// Scales a gradient down to a global L2 norm. Pascanu et al. 2013; PyTorch's `clip_grad_norm_`.
public enum GradientClipping {
  /// - Returns: the norm before clipping.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  @discardableResult
  public static func clip<Scalar: BinaryFloatingPoint>(
    _ gradient: UnsafeMutablePointer<Scalar>, count: Int, toNorm limit: Double
  ) -> Double {
    var squares = 0.0
    for i in 0..<count { squares += Double(gradient[i]) * Double(gradient[i]) }
    let norm = squares.squareRoot()
    let factor = Scalar(limit / (norm + 1e-6))
    if factor < 1 {
      for i in 0..<count { gradient[i] *= factor }
    }
    return norm
  }
}
