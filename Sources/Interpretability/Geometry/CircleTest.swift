import Addition
import Lanes

/// Whether the ten digits lie on a circle more closely, and run around it more evenly, than vectors without a plan.
///
/// Ten points in their best plane are always near some circle. So the fit's residual is compared with the same residual of random
/// vectors, put into their best plane in the same way.
public struct CircleTest: Codable, Hashable, Sendable {
  /// What the residual, the root mean square distance of the digits from the circle, is measured by.
  public enum Unit: String, Codable, Hashable, Sendable, CaseIterable {
    /// The circle's radius: small for any short arc, a nearly straight row included.
    case radius
    /// The digits' root mean square distance from their middle: what the circle leaves unexplained.
    case spread
  }

  /// What the digits are compared with.
  public enum Null: String, Codable, Hashable, Sendable, CaseIterable {
    /// As many independent Gaussian vectors of the same width, alike in all directions.
    case gaussian
    /// Gaussian points in the plane, made to have the digits' own two variances: as long and as broad a cloud.
    case sameVariances
  }

  /// The residual against one null distribution.
  public struct Residual: Codable, Hashable, Sendable {
    /// What it is measured by.
    public let unit: Unit
    /// What it is compared with.
    public let null: Null
    /// The residual; small is a finding.
    public let comparison: NullComparison
  }

  /// The residual in both units against both nulls.
  public let residuals: [Residual]
  /// The standard deviation, in radians, of the nine steps from digit to digit around the centre, against digits in random order
  /// at the same points; small is a finding.
  public let stepDeviation: NullComparison

  /// The residual in a unit against a null.
  public subscript(unit: Unit, null: Null) -> NullComparison? {
    residuals.first { $0.unit == unit && $0.null == null }?.comparison
  }

  /// - Parameter draws: of every null distribution.
  /// - Returns: nil where the digits lie on a line, and so on no circle.
  /// - Throws: `AnalysisError.numerical` if LAPACK gives up.
  public init?(
    _ geometry: TokenGeometry, draws: Int = 1000, seed: UInt64 = 1, threads: Int = 1
  ) throws(AnalysisError) {
    guard let circle = geometry.circle, let order = geometry.order else { return nil }
    let found = Residuals(circle, of: geometry.plane)
    let nulls = RandomPoints(geometry)
    var residuals: [Residual] = []
    for null in Null.allCases {
      let results = Parallel.map(items: draws, workers: threads) {
        ()
      } _: { _, draw -> Result<Residuals, AnalysisError> in
        Result { () throws(AnalysisError) in
          let plane = try nulls.plane(null, seed: seed, draw: draw)
          return try CircleFit(plane).map { Residuals($0, of: plane) } ?? .line
        }
      }
      let values = try results.map { result throws(AnalysisError) in try result.get() }
      for unit in Unit.allCases {
        residuals.append(
          Residual(
            unit: unit, null: null, comparison: NullComparison(found[unit], draws: values.map { $0[unit] }, extreme: .small)))
      }
    }
    self.residuals = residuals
    let shuffled = (0..<draws).map { draw in
      var random = RandomStream(seed: seed, purpose: .analysis, step: 12, index: draw)
      return TokenGeometry.Order(random.permutation(of: order.angles.count).map { order.angles[$0] }).stepDeviation
    }
    stepDeviation = NullComparison(order.stepDeviation, draws: shuffled, extreme: .small)
  }
}

/// A circle's residual in both units.
private struct Residuals {
  let radius, spread: Double

  /// Points on a line are taken for a perfect fit: that makes the null harder to beat.
  static let line = Residuals(radius: 0, spread: 0)

  private init(radius: Double, spread: Double) { (self.radius, self.spread) = (radius, spread) }

  init(_ circle: CircleFit, of plane: [[Double]]) {
    radius = circle.relativeResidual
    spread = circle.residual / plane.spread
  }

  subscript(unit: CircleTest.Unit) -> Double { unit == .radius ? radius : spread }
}

/// Points in the plane that have nothing to do with each other.
private struct RandomPoints {
  let count, width: Int
  let deviations: [Double]

  init(_ geometry: TokenGeometry) {
    (count, width) = (geometry.vectors.count, geometry.vectors[0].count)
    // The points' own axes, also where the plane is that of the two token dims.
    let shares = geometry.principalComponents.explainedVariance + [0]
    let total = geometry.principalComponents.coordinates.joined().reduce(0) { $0 + $1 * $1 }
    deviations = shares.prefix(2).map { ($0 * total).squareRoot() }
  }

  /// One draw.
  func plane(_ null: CircleTest.Null, seed: UInt64, draw: Int) throws(AnalysisError) -> [[Double]] {
    var random = RandomStream(seed: seed, purpose: .analysis, step: null == .gaussian ? 10 : 11, index: draw)
    switch null {
    case .gaussian:
      return try TokenGeometry.plane(of: (0..<count).map { _ in (0..<width).map { _ in random.normal() } })
    case .sameVariances:
      let cloud = try PrincipalComponents((0..<count).map { _ in [random.normal(), random.normal()] })
      let lengths = (0..<2).map { axis in cloud.coordinates.reduce(0) { $0 + $1[axis] * $1[axis] }.squareRoot() }
      return cloud.coordinates.map { point in (0..<2).map { point[$0] / lengths[$0] * deviations[$0] } }
    }
  }
}

extension [[Double]] {
  /// The root mean square distance from the middle.
  fileprivate var spread: Double {
    let middle = (0..<2).map { axis in reduce(0) { $0 + $1[axis] } / Double(count) }
    let squares = reduce(0) { sum, point in
      sum + (0..<2).reduce(0) { $0 + (point[$1] - middle[$1]) * (point[$1] - middle[$1]) }
    }
    return (squares / Double(count)).squareRoot()
  }
}
