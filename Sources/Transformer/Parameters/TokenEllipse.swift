import Foundation

/// Tokens on an arc of an ellipse: row d is `(A cos(start + d stride), B sin(start + d stride))`.
public struct TokenEllipse: Hashable, Sendable {
  /// The indices of the four numbers.
  let cosineAmplitude, sineAmplitude, start, stride: Int
  let rows: Int
  let into: Int

  func apply<Scalar: BinaryFloatingPoint>(_ values: UnsafeMutablePointer<Scalar>) {
    for d in 0..<rows {
      let angle = angle(d, values)
      values[into + 2 * d] = Scalar(Double(values[cosineAmplitude]) * cos(angle))
      values[into + 2 * d + 1] = Scalar(Double(values[sineAmplitude]) * sin(angle))
    }
  }

  func pullBack<Scalar: BinaryFloatingPoint>(values: UnsafePointer<Scalar>, gradient g: UnsafeMutablePointer<Scalar>) {
    let (a, b) = (Double(values[cosineAmplitude]), Double(values[sineAmplitude]))
    for d in 0..<rows {
      let angle = angle(d, values)
      let (gx, gy) = (Double(g[into + 2 * d]), Double(g[into + 2 * d + 1]))
      let turned = b * gy * cos(angle) - a * gx * sin(angle)
      g[cosineAmplitude] += Scalar(gx * cos(angle))
      g[sineAmplitude] += Scalar(gy * sin(angle))
      g[start] += Scalar(turned)
      g[stride] += Scalar(Double(d) * turned)
    }
  }

  private func angle<Scalar: BinaryFloatingPoint>(_ d: Int, _ values: UnsafePointer<Scalar>) -> Double {
    Double(values[start]) + Double(d) * Double(values[stride])
  }
}
