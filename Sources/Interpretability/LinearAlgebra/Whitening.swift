/// Coordinates in which a sample has mean 0 and covariance 1: `z = matrix (x - mean)`.
///
/// Features are first brought to deviation 1. What does not vary, or is a linear function of the rest but for float32's rounding, has no
/// coordinate of its own: read through a strong enough lens, rounding noise would tell anything.
struct Whitening: Sendable {
  /// The sample's mean.
  let mean: [Double]
  /// `[coordinate][feature]`, greatest variance first.
  let matrix: RealMatrix
  /// `[feature][coordinate]`: `x - mean = inverse z` for all x of the sample.
  let inverse: RealMatrix

  /// How many coordinates there are; 0 if nothing varies.
  var dimensions: Int { matrix.rows }

  /// - Parameter values: `[example][feature]`, flattened, finite.
  /// - Throws: `AnalysisError.notFinite` if squares overflow; `.numerical` if LAPACK gives up.
  /// - Precondition: there is at least one example.
  init(_ values: [Double], width: Int) throws(AnalysisError) {
    let moments = Moments(values, width: width)
    let mean = moments.mean
    let variances = (0..<width).map { moments.covariance[$0, $0] }
    let varying = (0..<width).filter { variances[$0] > 1e-10 * mean[$0] * mean[$0] && variances[$0] > 1e-300 }
    self.mean = mean
    guard !varying.isEmpty else {
      matrix = RealMatrix(rows: 0, columns: width, values: [])
      inverse = RealMatrix(rows: width, columns: 0, values: [])
      return
    }
    let deviations = varying.map { variances[$0].squareRoot() }
    let svd = try SingularValueDecomposition(
      RealMatrix(
        varying.indices.map { i in
          varying.indices.map { moments.covariance[varying[i], varying[$0]] / (deviations[i] * deviations[$0]) }
        }))
    let kept = svd.singularValues.prefix { $0 > 1e-8 * Double(varying.count) }
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: width), count: kept.count)
    var inverse = [[Double]](repeating: [Double](repeating: 0, count: kept.count), count: width)
    for (k, eigenvalue) in kept.enumerated() {
      for (i, feature) in varying.enumerated() {
        matrix[k][feature] = svd.u[i, k] / eigenvalue.squareRoot() / deviations[i]
        inverse[feature][k] = svd.u[i, k] * eigenvalue.squareRoot() * deviations[i]
      }
    }
    self.matrix = RealMatrix(matrix)
    self.inverse = RealMatrix(inverse)
  }

  /// The coordinates of a vector that `mean` has been taken from.
  func coordinates(ofDifference difference: [Double]) -> [Double] {
    (0..<dimensions).map { k in difference.indices.reduce(0) { $0 + matrix[k, $1] * difference[$1] } }
  }
}

/// A sample's mean and covariance, summed in the examples' order.
private struct Moments {
  let mean: [Double]
  let covariance: RealMatrix

  init(_ values: [Double], width: Int) {
    let count = values.count / max(width, 1)
    precondition(count > 0 && count * width == values.count, "a sample of whole examples")
    var mean = [Double](repeating: 0, count: width)
    var products = [Double](repeating: 0, count: width * width)
    var centered = mean
    for example in 0..<count {
      for i in 0..<width { mean[i] += values[example * width + i] }
    }
    for i in 0..<width { mean[i] /= Double(count) }
    products.withUnsafeMutableBufferPointer { products in
      centered.withUnsafeMutableBufferPointer { centered in
        for example in 0..<count {
          for i in 0..<width { centered[i] = values[example * width + i] - mean[i] }
          for i in 0..<width {
            let factor = centered[i]
            let row = products.baseAddress.map { $0 + i * width }
            for j in 0...i { row?[j] += factor * centered[j] }
          }
        }
      }
    }
    for i in 0..<width {
      for j in 0...i {
        products[i * width + j] /= Double(count)
        products[j * width + i] = products[i * width + j]
      }
    }
    self.mean = mean
    covariance = RealMatrix(rows: width, columns: width, values: products)
  }
}
