import Foundation

/// The circle closest to points in the plane.
///
/// Kåsa's algebraic fit (1976), linear but biased towards small circles on short arcs, starts a Gauss-Newton minimization of
/// the geometric distances `|p - c| - r`.
public struct CircleFit: Codable, Hashable, Sendable {
  /// The centre's first and second coordinate.
  public let center: [Double]
  /// The radius.
  public let radius: Double
  /// The root mean square of the points' distances from the circle.
  public let residual: Double

  /// The residual in units of the radius: 0 for points on a circle.
  public var relativeResidual: Double { residual / radius }

  /// - Returns: nil for fewer than three points or points on a line.
  /// - Throws: `AnalysisError.notFinite`, or `.numerical` if LAPACK gives up.
  /// - Precondition: every point has two coordinates.
  public init?(_ points: [[Double]]) throws(AnalysisError) {
    precondition(points.allSatisfy { $0.count == 2 }, "points in the plane")
    guard points.joined().allSatisfy(\.isFinite) else { throw .notFinite(quantity: "a point to fit a circle to") }
    guard points.count >= 3 else { return nil }
    // Centring and scaling make the rank test below mean the same for points of any size.
    let frame = Frame(points)
    guard frame.scale > 0 else { return nil }
    let local = frame.local(points)
    let start = try LeastSquares(
      RealMatrix(local.map { [2 * $0[0], 2 * $0[1], 1] }), local.map { $0[0] * $0[0] + $0[1] * $0[1] })
    // Points on a line are a circle of infinite radius.
    let radiusSquared = start.solution[2] + start.solution[0] * start.solution[0] + start.solution[1] * start.solution[1]
    guard start.rank == 3, radiusSquared > 0, radiusSquared < 1e8 else { return nil }
    var circle = Circle(x: start.solution[0], y: start.solution[1], radius: radiusSquared.squareRoot())
    try circle.refine(local)
    center = [frame.x + frame.scale * circle.x, frame.y + frame.scale * circle.y]
    radius = frame.scale * circle.radius
    residual = frame.scale * (circle.cost(local) / Double(points.count)).squareRoot()
  }

  /// A point's angle around the centre in (-pi, pi], counterclockwise from the first axis.
  public func angle(of point: [Double]) -> Double { atan2(point[1] - center[1], point[0] - center[0]) }
}

/// Coordinates in which points have mean 0 and root mean square distance 1.
private struct Frame {
  let x, y, scale: Double

  init(_ points: [[Double]]) {
    let count = Double(points.count)
    let (x, y) = (points.reduce(0) { $0 + $1[0] } / count, points.reduce(0) { $0 + $1[1] } / count)
    (self.x, self.y) = (x, y)
    scale = (points.reduce(0) { $0 + ($1[0] - x) * ($1[0] - x) + ($1[1] - y) * ($1[1] - y) } / count).squareRoot()
  }

  func local(_ points: [[Double]]) -> [[Double]] { points.map { [($0[0] - x) / scale, ($0[1] - y) / scale] } }
}

private struct Circle {
  var x, y, radius: Double

  /// The sum of squared distances.
  func cost(_ points: [[Double]]) -> Double {
    points.reduce(0) { sum, p in
      let distance = hypot(p[0] - x, p[1] - y) - radius
      return sum + distance * distance
    }
  }

  /// Gauss-Newton with step halving: the cost never grows.
  mutating func refine(_ points: [[Double]]) throws(AnalysisError) {
    for _ in 0..<100 {
      var (jacobian, distances): ([[Double]], [Double]) = ([], [])
      for p in points {
        let reach = hypot(p[0] - x, p[1] - y)
        // At the centre the direction is undefined; any unit vector will do.
        let direction = reach > 0 ? [(x - p[0]) / reach, (y - p[1]) / reach] : [1, 0]
        jacobian.append(direction + [-1])
        distances.append(radius - reach)
      }
      let step = try LeastSquares(RealMatrix(jacobian), distances).solution
      let before = cost(points)
      var factor = 1.0
      var next = self
      repeat {
        next = Circle(x: x + factor * step[0], y: y + factor * step[1], radius: radius + factor * step[2])
        factor /= 2
      } while (next.cost(points) > before || next.radius <= 0) && factor > 1e-6
      guard next.cost(points) <= before, next.radius > 0 else { return }
      self = next
      if step.allSatisfy({ abs($0) < 1e-12 }) { return }
    }
  }
}
