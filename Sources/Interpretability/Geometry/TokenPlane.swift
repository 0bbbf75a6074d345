/// The plane in which a residual stream is looked at: that in which the digits' token vectors are seen best.
public struct TokenPlane: Codable, Hashable, Sendable {
  /// Such as `in its two token dims`.
  public let name: String
  /// The point in the middle, in token dims.
  public let origin: [Double]
  /// Two directions; the second is zero where the tokens have one dimension.
  public let axes: [[Double]]

  /// The token dims themselves if there are two, else the digits' first two principal components.
  public init(_ tokens: TokenGeometry) {
    let width = tokens.vectors.first?.count ?? 0
    guard width != 2 else {
      (name, origin, axes) = ("in its two token dims", [0, 0], [[1, 0], [0, 1]])
      return
    }
    let components = tokens.principalComponents
    name = width == 1 ? "in its one token dim" : "in the first two principal components of the digits' vectors"
    origin = components.mean
    axes = Array((components.axes + [[Double]](repeating: [Double](repeating: 0, count: width), count: 2)).prefix(2))
  }

  /// Where a vector lies whose first dims are the token dims.
  public func coordinates(_ vector: some Sequence<Double>) -> [Double] {
    let centered = zip(vector, origin).map { $0 - $1 }
    return axes.map { axis in zip(axis, centered).reduce(0) { $0 + $1.0 * $1.1 } }
  }
}
