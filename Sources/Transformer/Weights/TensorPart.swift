/// Where among the parameters the tensor of an expression lies: what is needed to write an expression down in another language.
package struct TensorPart: Hashable, Sendable {
  /// The parameter that holds it.
  package let parameter: Parameter
  /// The index of its first value among the parameter's.
  package let offset: Int
  /// The distance from one of its rows to the next.
  package let rowStride: Int
}

extension ParameterTable {
  /// The tensor that the expression of a place holds: `weight`, `bias`, `angle`, `first`, `second.scale`, `spiral_amp`, ...
  ///
  /// - Precondition: the expression holds such a tensor.
  package func tensor(of site: WeightSite, part: String) -> TensorPart {
    let (offset, rowStride) = location(of: .init(site: site, part: part))
    guard let parameter = parameters.first(where: { $0.range.contains(offset) }) else {
      preconditionFailure("no parameter holds the \(part) of \(site)")
    }
    return TensorPart(parameter: parameter, offset: offset - parameter.offset, rowStride: rowStride)
  }
}
