import Foundation

/// Digit places on a spiral: row i is `(amp cos(2 pi i / 10 + phase), amp sin(2 pi i / 10 + phase), slope i + offset, 0 ...)`.
public struct SpiralTable: Hashable, Sendable {
  /// The indices of the numbers.
  package let amplitude, phase, slope, offset: Int
  package let width: Int
  package let into: Int

  func apply<Scalar: BinaryFloatingPoint>(_ values: UnsafeMutablePointer<Scalar>) {
    let a = Double(values[amplitude])
    for i in 0..<Derivation.digits {
      let angle = Self.turn(i) + Double(values[phase])
      let row = values + into + i * width
      row[0] = Scalar(a * cos(angle))
      row[1] = Scalar(a * sin(angle))
      row[2] = Scalar(Double(values[slope]) * Double(i) + Double(values[offset]))
      for rest in 3..<max(width, 3) { row[rest] = 0 }
    }
  }

  func pullBack<Scalar: BinaryFloatingPoint>(values: UnsafePointer<Scalar>, gradient g: UnsafeMutablePointer<Scalar>) {
    let a = Double(values[amplitude])
    for i in 0..<Derivation.digits {
      let angle = Self.turn(i) + Double(values[phase])
      let row = into + i * width
      let (gx, gy, gz) = (Double(g[row]), Double(g[row + 1]), Double(g[row + 2]))
      g[amplitude] += Scalar(gx * cos(angle) + gy * sin(angle))
      g[phase] += Scalar(a * (gy * cos(angle) - gx * sin(angle)))
      g[slope] += Scalar(gz * Double(i))
      g[offset] += Scalar(gz)
    }
  }

  private static func turn(_ digit: Int) -> Double { 2 * Double.pi * Double(digit) / Double(Derivation.digits) }
}
