import Foundation

/// A table of sines and cosines that depends on no parameter.
public struct FrozenTable: Hashable, Sendable {
  /// What stands in row p. Frequency j is `base^(-2j / width)`.
  public enum Kind: Hashable, Sendable {
    /// Channel 2j the sine of p times frequency j, channel 2j + 1 its cosine: sinusoidal positions.
    case sinusoids
    /// The cosines of p times all frequencies, then the sines: what rotary steps read. The width is even.
    case rotations
  }

  let kind: Kind
  let rows, width: Int
  let base: Double
  let into: Int

  func apply<Scalar: BinaryFloatingPoint>(_ values: UnsafeMutablePointer<Scalar>) {
    for p in 0..<rows {
      for c in 0..<width {
        let (pair, isSine) =
          switch kind {
          case .sinusoids: (c / 2, c % 2 == 0)
          case .rotations: (c % (width / 2), c >= width / 2)
          }
        let angle = Double(p) * pow(base, -2 * Double(pair) / Double(width))
        values[into + p * width + c] = Scalar(isSine ? sin(angle) : cos(angle))
      }
    }
  }
}
