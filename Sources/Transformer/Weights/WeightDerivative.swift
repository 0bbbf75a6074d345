import Lanes

/// The weights of one place and how each of them changes with the learned numbers, in float64.
package struct WeightDerivative: Sendable {
  /// The sizes of the place's weights; a norm or a bias is one row.
  package let rows, columns: Int
  /// `[row, column]`.
  package let values: [Double]
  /// `[row, column, learned number]`; empty where it was not asked for.
  package let derivatives: [Double]
}

extension Program {
  /// A place's weights, or its bias, from parameters in float64.
  ///
  /// - Parameters:
  ///   - isBias: the bias instead of the matrix.
  ///   - differentiates: whether to take the derivatives, too.
  /// - Returns: nil for a place that the model does not have, or that has no bias.
  /// - Precondition: there are as many parameters as the table has.
  package func derivative(
    of site: WeightSite, isBias: Bool = false, parameters values: [Double], differentiates: Bool = true
  ) -> WeightDerivative? {
    guard architecture.has(site.place), (0..<architecture.layers).contains(site.layer) else { return nil }
    check(values.count == parameters.count, "there is one value for each parameter of the program")
    var resolver = WeightResolver(architecture)
    let (rows, columns) = architecture.shape(of: site.place)
    let length = site.place.isNorm ? columns : rows
    let matrix: Matrix
    if isBias {
      guard let bias = resolver.bias(site) else { return nil }
      matrix = Matrix(inputs: length, outputs: 1, offset: bias, inputStride: 1, outputStride: length)
    } else {
      matrix = resolver.matrix(site)
    }
    let derived = resolver.valueCount - values.count
    var all = values + [Double](repeating: 0, count: derived)
    var (numbers, derivatives): ([Double], [Double]) = ([], [])
    all.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      for derivation in resolver.derivations { derivation.apply(start) }
      matrix.forEachEntry { _, _, place, _ in numbers.append(start[place]) }
      guard differentiates else { return }
      var gradient = [Double](repeating: 0, count: resolver.valueCount)
      matrix.forEachEntry { _, _, place, _ in
        gradient.withUnsafeMutableBufferPointer { g in
          g.update(repeating: 0)
          g[place] = 1
          guard let first = g.baseAddress else { return }
          for derivation in resolver.derivations.reversed() { derivation.pullBack(values: start, gradient: first) }
        }
        derivatives += gradient.prefix(parameters.learnableCount)
      }
    }
    return WeightDerivative(rows: matrix.outputs, columns: matrix.inputs, values: numbers, derivatives: derivatives)
  }
}
