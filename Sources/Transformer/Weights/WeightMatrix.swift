import Lanes

/// The weights of one place, worked out: whatever expression they come from, as plain numbers.
public struct WeightMatrix: Equatable, Sendable {
  /// Outputs; of a table, its entries; 1 for a norm.
  public let rows: Int
  /// Inputs; of a table, an entry's features.
  public let columns: Int
  /// `[row, column]`.
  public let values: [Double]

  /// One number.
  /// - Precondition: the row and the column are there.
  public subscript(row: Int, column: Int) -> Double { values[row * columns + column] }
}

extension Model {
  /// The weights of a place, such as `model.matrix(of: WeightSite(.query, layer: 1))`, in float64 from the parameters on.
  ///
  /// Rows and columns are those of `Architecture.shape(of:)`: a projection maps x to `W x`. Of projections of attention, columns
  /// are the features that they read: see `Architecture.part(readBy:)`.
  ///
  /// - Returns: nil for a place or a block that the model does not have.
  public func matrix(of site: WeightSite) -> WeightMatrix? {
    guard architecture.has(site.place), (0..<architecture.layers).contains(site.layer) else { return nil }
    // What the program has derived is what its steps read; this is one place alone, and may be a view of anything.
    var resolver = WeightResolver(architecture)
    let matrix = resolver.matrix(site)
    var values = weights.map(Double.init) + [Double](repeating: 0, count: resolver.valueCount - weights.count)
    values.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      for derivation in resolver.derivations { derivation.apply(start) }
    }
    var numbers: [Double] = []
    numbers.reserveCapacity(matrix.outputs * matrix.inputs)
    matrix.forEachEntry { _, _, place, _ in numbers.append(values[place]) }
    return WeightMatrix(rows: matrix.outputs, columns: matrix.inputs, values: numbers)
  }
}
