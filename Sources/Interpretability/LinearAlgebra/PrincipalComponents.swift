/// Principal component analysis of a few vectors: their coordinates along the orthogonal axes of greatest variance.
public struct PrincipalComponents: Codable, Hashable, Sendable {
  /// The vectors' mean.
  public let mean: [Double]
  /// `[component][dimension]`, orthonormal, greatest variance first. Each axis points where its largest entry is positive.
  public let axes: [[Double]]
  /// The share of the variance along each axis, 0...1; all zero if the vectors are equal.
  public let explainedVariance: [Double]
  /// `[vector][component]`.
  public let coordinates: [[Double]]

  /// A further vector's coordinates along the axes.
  public func coordinates(_ vector: [Double]) -> [Double] {
    axes.map { axis in zip(axis, zip(vector, mean)).reduce(0) { $0 + $1.0 * ($1.1.0 - $1.1.1) } }
  }

  /// - Parameter vectors: equally long, at least one, each with at least one entry.
  /// - Throws: `AnalysisError.notFinite`, or `.numerical` if LAPACK gives up.
  public init(_ vectors: [[Double]]) throws(AnalysisError) {
    let (count, width) = (vectors.count, vectors.first?.count ?? 0)
    precondition(count > 0 && width > 0 && vectors.allSatisfy { $0.count == width }, "vectors of one width")
    let mean = (0..<width).map { d in vectors.reduce(0) { $0 + $1[d] } / Double(count) }
    let centered = vectors.map { v in zip(v, mean).map { $0 - $1 } }
    let svd = try SingularValueDecomposition(RealMatrix(centered))
    let axes = svd.singularValues.indices.map { k in
      let axis = svd.vTransposed.row(k)
      // The sign is arbitrary: choosing one makes figures the same on every machine.
      let leading = axis.max { abs($0) < abs($1) } ?? 1
      return leading < 0 ? axis.map { -$0 } : axis
    }
    let variances = svd.singularValues.map { $0 * $0 }
    let total = variances.reduce(0, +)
    self.mean = mean
    self.axes = axes
    explainedVariance = variances.map { total > 0 ? $0 / total : 0 }
    coordinates = centered.map { v in axes.map { axis in zip(v, axis).reduce(0) { $0 + $1.0 * $1.1 } } }
  }
}
