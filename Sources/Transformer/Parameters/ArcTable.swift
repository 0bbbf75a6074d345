import Foundation

/// Tokens on an arc: row d is `(A cos(start + d stride), B sin(start + d stride), 0 ...)`. On a circle A and B are one number.
public struct ArcTable: Hashable, Sendable {
  /// The indices of the numbers.
  package let cosineAmplitude, sineAmplitude, start, stride: Int
  package let rows, width: Int
  package let into: Int

  func apply<Scalar: BinaryFloatingPoint>(_ values: UnsafeMutablePointer<Scalar>) {
    for d in 0..<rows {
      let angle = angle(d, values)
      let row = values + into + width * d
      row[0] = Scalar(Double(values[cosineAmplitude]) * cos(angle))
      row[1] = Scalar(Double(values[sineAmplitude]) * sin(angle))
      for rest in 2..<max(width, 2) { row[rest] = 0 }
    }
  }

  func pullBack<Scalar: BinaryFloatingPoint>(values: UnsafePointer<Scalar>, gradient g: UnsafeMutablePointer<Scalar>) {
    let isCircle = cosineAmplitude == sineAmplitude
    let (a, b) = (Double(values[cosineAmplitude]), Double(values[sineAmplitude]))
    for d in 0..<rows {
      let angle = angle(d, values)
      let (cosine, sine) = (cos(angle), sin(angle))
      let (gx, gy) = (Double(g[into + width * d]), Double(g[into + width * d + 1]))
      if isCircle {
        g[cosineAmplitude] += Scalar(gx * cosine + gy * sine)
      } else {
        g[cosineAmplitude] += Scalar(gx * cosine)
        g[sineAmplitude] += Scalar(gy * sine)
      }
      let turned = isCircle ? a * (gy * cosine - gx * sine) : b * gy * cosine - a * gx * sine
      g[start] += Scalar(turned)
      g[stride] += Scalar(Double(d) * turned)
    }
  }

  private func angle<Scalar: BinaryFloatingPoint>(_ d: Int, _ values: UnsafePointer<Scalar>) -> Double {
    Double(values[start]) + Double(d) * Double(values[stride])
  }
}
