import Foundation

/// Fisher's linear discriminant analysis (Fisher 1936; Hastie, Tibshirani and Friedman 2009, section 4.3): the class whose mean is nearest,
/// measured by the covariance within classes, and frequent classes nearer than rare ones.
///
/// As linear as logistic regression, but solved at once, so that thousands of probes take seconds, and the controls are as well trained as
/// the probe. In whitened coordinates the classes' means span the directions that tell them apart; all else is uncorrelated
/// with the label. Where those means scatter with variance `separation`, `1 - separation` is left within classes.
struct LinearProbe: Sendable {
  /// Added to the variance within classes, of 1 in all.
  private static let ridge = 1e-5

  /// In which the probe reads.
  let whitening: Whitening
  /// `[coordinate][direction]`, orthonormal: what tells classes apart, the best first, and then the coordinates that do not.
  let directions: RealMatrix
  /// The squared canonical correlation of every direction with the label, 0...1, descending.
  let separations: [Double]
  /// The classes that were seen in training; others are never answered.
  let classes: [UInt8]
  /// `[class][feature]` and one number a class: what each of `classes` scores.
  private let weights: [[Double]]
  private let offsets: [Double]

  /// Learns from examples.
  ///
  /// - Parameters:
  ///   - values: `[example][feature]`, flattened: what `whitening` was made of.
  ///   - labels: one an example.
  /// - Throws: `AnalysisError.numerical` if LAPACK gives up.
  init(_ values: [Double], labels: [UInt8], whitening: Whitening) throws(AnalysisError) {
    let (width, count) = (whitening.mean.count, Double(labels.count))
    var sums = [[Double]](repeating: [Double](repeating: 0, count: width), count: 256)
    var counts = [Double](repeating: 0, count: 256)
    for (example, label) in labels.enumerated() {
      counts[Int(label)] += 1
      for feature in 0..<width { sums[Int(label)][feature] += values[example * width + feature] - whitening.mean[feature] }
    }
    let classes = (0..<256).filter { counts[$0] > 0 }
    let priors = classes.map { counts[$0] / count }
    let means = classes.map { c in whitening.coordinates(ofDifference: sums[c].map { $0 / counts[c] }) }
    self.whitening = whitening
    self.classes = classes.map { UInt8($0) }
    guard whitening.dimensions > 0 else {
      (directions, separations) = (RealMatrix([]), [])
      weights = classes.map { _ in [Double](repeating: 0, count: width) }
      offsets = priors.map { log($0) }
      return
    }
    let between = (0..<whitening.dimensions).map { i in
      (0..<whitening.dimensions).map { j in
        classes.indices.reduce(0) { $0 + priors[$1] * means[$1][i] * means[$1][j] }
      }
    }
    let svd = try SingularValueDecomposition(RealMatrix(between))
    let separations = svd.singularValues.map { min(max($0, 0), 1) }
    let scales = separations.map { 1 / (1 - $0 + Self.ridge) }
    // The means along the directions, each divided by the variance within classes.
    let along = means.map { mean in
      scales.indices.map { d in mean.indices.reduce(0) { $0 + svd.u[$1, d] * mean[$1] } }
    }
    weights = along.map { mean in
      let inCoordinates = (0..<whitening.dimensions).map { k in
        scales.indices.reduce(0) { $0 + svd.u[k, $1] * scales[$1] * mean[$1] }
      }
      return (0..<width).map { f in inCoordinates.indices.reduce(0) { $0 + inCoordinates[$1] * whitening.matrix[$1, f] } }
    }
    offsets = classes.indices.map { c in
      log(priors[c]) - scales.indices.reduce(0) { $0 + scales[$1] * along[c][$1] * along[c][$1] } / 2
    }
    (directions, self.separations) = (svd.u, separations)
  }

  /// The class of each example, the lowest of those that score alike.
  func answers(_ values: [Double]) -> [UInt8] {
    let width = whitening.mean.count
    let flat = weights.flatMap { $0 }
    var difference = [Double](repeating: 0, count: width)
    return (0..<(values.count / max(width, 1))).map { example in
      for feature in 0..<width { difference[feature] = values[example * width + feature] - whitening.mean[feature] }
      var (best, answer) = (-Double.infinity, 0)
      for c in offsets.indices {
        var score = offsets[c]
        for feature in 0..<width { score += flat[c * width + feature] * difference[feature] }
        if score > best { (best, answer) = (score, c) }
      }
      return classes[answer]
    }
  }
}
