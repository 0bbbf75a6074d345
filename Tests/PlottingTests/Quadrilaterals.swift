import Plotting

enum Quadrilaterals {
  /// Whether two convex quadrilaterals share more than an edge: they do unless some side of one separates them.
  static func collide(_ a: [Point], _ b: [Point]) -> Bool {
    for corners in [a, b] {
      for index in corners.indices {
        let (p, q) = (corners[index], corners[(index + 1) % corners.count])
        let normal = (x: -(q.y - p.y), y: q.x - p.x)
        func project(_ points: [Point]) -> ClosedRange<Double> {
          let values = points.map { $0.x * normal.x + $0.y * normal.y }
          return (values.min() ?? 0)...(values.max() ?? 0)
        }
        let (u, v) = (project(a), project(b))
        if u.upperBound <= v.lowerBound + 1e-9 || v.upperBound <= u.lowerBound + 1e-9 { return false }
      }
    }
    return true
  }
}
