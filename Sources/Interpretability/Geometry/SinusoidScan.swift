import Addition
import Foundation

/// Fits sinusoids of every frequency of a grid to curves over places 0..<count.
///
/// The model is `a cos(2 pi f i + phase) + slope i + c`. For a fixed f it is linear, and depends on the curve only through
/// projections on an orthonormal basis, which is made once for every frequency.
struct SinusoidScan: Sendable {
  /// Cycles a place: from half a turn over ten places, below which a sinusoid is hardly told from a line, to the fastest that
  /// whole places can show.
  static let frequencies = stride(from: 50, through: 500, by: 1).map { Double($0) / 1000 }

  private let count: Int
  private let bases: [[[Double]]]
  private let harmonics: [[[Double]]]
  private let line: [[Double]]

  init(count: Int) throws(AnalysisError) {
    precondition(count > 2, "a sinusoid through \(count) points")
    self.count = count
    bases = try Self.frequencies.map { f throws(AnalysisError) in try Self.basis(Self.design(f, count)) }
    harmonics = try (1...5).map { k throws(AnalysisError) in try Self.basis(Self.design(Double(k) / 10, count)) }
    line = try Self.basis(RealMatrix((0..<count).map { [1, Double($0)] }))
  }

  /// The columns `cos, sin, 1, i`.
  private static func design(_ f: Double, _ count: Int) -> RealMatrix {
    RealMatrix(
      (0..<count).map { i in
        let angle = 2 * Double.pi * f * Double(i)
        return [cos(angle), sin(angle), 1, Double(i)]
      })
  }

  /// An orthonormal basis of the columns' span.
  private static func basis(_ design: RealMatrix) throws(AnalysisError) -> [[Double]] {
    let svd = try SingularValueDecomposition(design)
    return (0..<svd.rank).map { k in (0..<design.rows).map { svd.u[$0, k] } }
  }

  /// A curve without its mean, and how much is left.
  private struct Centered {
    let values: [Double]
    let sumOfSquares: Double

    /// Nil for a constant curve: rounding noise is no variance.
    init?(_ curve: [Double]) {
      let mean = curve.reduce(0, +) / Double(curve.count)
      values = curve.map { $0 - mean }
      sumOfSquares = values.reduce(0) { $0 + $1 * $1 }
      let noise = 1e-6 * curve.reduce(0) { max($0, abs($1)) }
      guard sumOfSquares > Double(curve.count) * noise * noise else { return nil }
    }

    /// The share of the variance that lies in the span of an orthonormal basis, which contains the constants.
    func explained(by basis: [[Double]]) -> Double {
      var inside = 0.0
      for axis in basis {
        var dot = 0.0
        for i in values.indices { dot += axis[i] * values[i] }
        inside += dot * dot
      }
      return min(inside / sumOfSquares, 1)
    }
  }

  /// The best frequency of the grid and what it explains; the lowest wins a tie.
  private func best(_ curve: Centered) -> (frequency: Double, explained: Double) {
    var best = (frequency: Self.frequencies[0], explained: -1.0)
    for (f, basis) in zip(Self.frequencies, bases) {
      let share = curve.explained(by: basis)
      if share > best.explained { best = (f, share) }
    }
    return best
  }

  /// The best fit; nil for a constant curve.
  func fit(_ curve: [Double]) throws(AnalysisError) -> SinusoidFit? {
    precondition(curve.count == count, "a curve over \(count) places")
    guard let centered = Centered(curve) else { return nil }
    let (f, share) = best(centered)
    let x = try LeastSquares(Self.design(f, count), curve).solution
    let (held, heldByLine) = heldOut(centered)
    return SinusoidFit(
      frequency: f, amplitude: hypot(x[0], x[1]), phase: atan2(-x[1], x[0]), slope: x[3], intercept: x[2],
      explainedVariance: share, explainedByLine: centered.explained(by: line),
      explainedByHarmonic: harmonics.map { centered.explained(by: $0) }, heldOutVariance: held, heldOutVarianceByLine: heldByLine)
  }

  /// The share of the variance that is explained where each place in turn is predicted from the others, by a sinusoid with a line, its
  /// frequency chosen without that place, and by the line alone. Below 0 where the mean would do better.
  ///
  /// With a basis Q of the fit and its residuals e, leaving place i out leaves the residual `e_i / (1 - h)` there and takes
  /// `e_i^2 / (1 - h)` off the sum of squares, `h = sum of Q_i^2`: Allen's PRESS (1974).
  private func heldOut(_ curve: Centered) -> (sinusoid: Double, line: Double) {
    func left(_ basis: [[Double]]) -> [(error: Double, sum: Double)] {
      let weights = basis.map { axis in zip(axis, curve.values).reduce(0) { $0 + $1.0 * $1.1 } }
      let residuals = curve.values.indices.map { i in
        curve.values[i] - zip(basis, weights).reduce(0) { $0 + $1.0[i] * $1.1 }
      }
      let all = residuals.reduce(0) { $0 + $1 * $1 }
      return residuals.indices.map { i in
        // A fit that goes through a place whatever its value says nothing of it.
        let free = max(1 - basis.reduce(0) { $0 + $1[i] * $1[i] }, 1e-9)
        return (residuals[i] / free, all - residuals[i] * residuals[i] / free)
      }
    }
    let fits = bases.map(left)
    let errors = curve.values.indices.map { i in fits.min { $0[i].sum < $1[i].sum }?[i].error ?? 0 }
    func share(_ errors: [Double]) -> Double { 1 - errors.reduce(0) { $0 + $1 * $1 } / curve.sumOfSquares }
    return (share(errors), share(left(line).map(\.error)))
  }

  /// The explained variance that the scan reaches on white noise in 95% of draws: what a fit must beat to mean anything.
  func noiseLevel(draws: Int, seed: UInt64) -> Double {
    let shares = (0..<draws).compactMap { draw in
      var random = RandomStream(seed: seed, purpose: .analysis, step: 2, index: draw)
      return Centered((0..<count).map { _ in random.normal() }).map { best($0).explained }
    }.sorted()
    guard !shares.isEmpty else { return 1 }
    return shares[min(shares.count - 1, shares.count * 95 / 100)]
  }
}

/// A curve over places i as `amplitude cos(2 pi frequency i + phase) + slope i + intercept`.
public struct SinusoidFit: Codable, Hashable, Sendable {
  /// Cycles a place, 0.05...0.5; 0.1 is one turn over ten places.
  public let frequency: Double
  /// Not negative.
  public let amplitude: Double
  /// In radians.
  public let phase: Double
  /// Of the linear term, a place.
  public let slope: Double
  /// The constant.
  public let intercept: Double
  /// The share of the curve's variance that the fit explains, 0...1.
  public let explainedVariance: Double
  /// The share that the straight line alone explains.
  public let explainedByLine: Double
  /// The share that a sinusoid of frequency k/10 with a line explains, for k = 1...5.
  public let explainedByHarmonic: [Double]
  /// The share that is explained where each place in turn is predicted from the others, by a fit that has not seen it; below 0 where the
  /// mean does better.
  public let heldOutVariance: Double
  /// The same by the straight line alone.
  public let heldOutVarianceByLine: Double

  /// Whether a straight line says nearly all: what bends by less is no wave.
  public var isLine: Bool { explainedByLine > 0.99 }
  /// Whether the frequency means something: a straight line predicts places that were left out worse.
  public var isPeriodic: Bool { !isLine && heldOutVariance > heldOutVarianceByLine }

  /// The fitted value at place i.
  public func value(at i: Double) -> Double {
    amplitude * cos(2 * .pi * frequency * i + phase) + slope * i + intercept
  }
}
