/// Digit places' vectors, each times `1 + correction`: MicroAdder's spiral between frozen and free.
public struct PlaceCorrection: Hashable, Sendable {
  /// Where the corrections are, by the indices of values.
  public enum Source: Hashable, Sendable {
    /// `intercept + slope i`.
    case line(slope: Int, intercept: Int)
    /// One value a place, from this index on.
    case each(Int)
  }

  /// The index of the uncorrected table's first value.
  package let table: Int
  package let source: Source
  package let width: Int
  package let into: Int

  func apply<Scalar: BinaryFloatingPoint>(_ values: UnsafeMutablePointer<Scalar>) {
    for i in 0..<Derivation.digits {
      let factor = factor(i, values)
      for c in 0..<width { values[into + i * width + c] = Scalar(factor * Double(values[table + i * width + c])) }
    }
  }

  func pullBack<Scalar: BinaryFloatingPoint>(values: UnsafePointer<Scalar>, gradient g: UnsafeMutablePointer<Scalar>) {
    for i in 0..<Derivation.digits {
      let factor = factor(i, values)
      var slope = 0.0
      for c in 0..<width {
        let incoming = Double(g[into + i * width + c])
        g[table + i * width + c] += Scalar(factor * incoming)
        slope += incoming * Double(values[table + i * width + c])
      }
      switch source {
      case .line(let slopeIndex, let intercept):
        g[slopeIndex] += Scalar(Double(i) * slope)
        g[intercept] += Scalar(slope)
      case .each(let first): g[first + i] += Scalar(slope)
      }
    }
  }

  private func factor<Scalar: BinaryFloatingPoint>(_ i: Int, _ values: UnsafePointer<Scalar>) -> Double {
    switch source {
    case .line(let slope, let intercept): 1 + Double(values[intercept]) + Double(values[slope]) * Double(i)
    case .each(let first): 1 + Double(values[first + i])
    }
  }
}
