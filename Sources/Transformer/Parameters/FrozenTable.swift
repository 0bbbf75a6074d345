import Foundation

/// A table that depends on no parameter.
public struct FrozenTable: Hashable, Sendable {
  /// What stands in row p. Frequency j is `rate base^(-2j / width)`.
  public enum Kind: Hashable, Sendable {
    /// Channel 2j the sine of p times frequency j, channel 2j + 1 its cosine: sinusoidal positions.
    case sinusoids(base: Double)
    /// The cosines of p times all frequencies, then the sines: what rotary steps read. The width is even.
    case rotations(base: Double, rate: Double)
    /// Given rows.
    case constant([[Double]])
  }

  package let kind: Kind
  package let rows, width: Int
  package let into: Int

  func apply<Scalar: BinaryFloatingPoint>(_ values: UnsafeMutablePointer<Scalar>) {
    for p in 0..<rows {
      for c in 0..<width { values[into + p * width + c] = Scalar(value(p, c)) }
    }
  }

  private func value(_ p: Int, _ c: Int) -> Double {
    let (pair, isSine, base, rate): (Int, Bool, Double, Double)
    switch kind {
    case .constant(let table): return table[p][c]
    case .sinusoids(let given): (pair, isSine, base, rate) = (c / 2, c % 2 == 0, given, 1)
    case .rotations(let given, let angle): (pair, isSine, base, rate) = (c % (width / 2), c >= width / 2, given, angle)
    }
    let angle = Double(p) * (rate * pow(base, -2 * Double(pair) / Double(width)))
    return isSine ? sin(angle) : cos(angle)
  }
}
