import Foundation
import Lanes

/// The rows of a matrix turned in the pairs (0, 1), (2, 3), ... of each head by the head's angle; an odd last row stays.
public struct TurnedRows: Hashable, Sendable {
  package let matrix: Matrix
  /// The index of the first head's angle.
  package let angles: Int
  /// Rows of a head.
  package let width: Int
  package let into: Int

  func apply<Scalar: BinaryFloatingPoint>(_ values: UnsafeMutablePointer<Scalar>) {
    for row in 0..<matrix.outputs {
      let angle = Double(values[angles + row / width])
      let (cosine, sine) = (cos(angle), sin(angle))
      let rotation = rotation(row: row)
      for c in 0..<matrix.inputs {
        let own = Double(values[matrix.place(row: row, column: c)])
        guard let rotation else {
          values[into + row * matrix.inputs + c] = Scalar(own)
          continue
        }
        let partner = Double(values[matrix.place(row: rotation.partner, column: c)])
        values[into + row * matrix.inputs + c] = Scalar(cosine * own + rotation.sign * sine * partner)
      }
    }
  }

  func pullBack<Scalar: BinaryFloatingPoint>(values: UnsafePointer<Scalar>, gradient g: UnsafeMutablePointer<Scalar>) {
    for row in 0..<matrix.outputs {
      let angle = Double(values[angles + row / width])
      let (cosine, sine) = (cos(angle), sin(angle))
      let rotation = rotation(row: row)
      for c in 0..<matrix.inputs {
        let incoming = Double(g[into + row * matrix.inputs + c])
        let place = matrix.place(row: row, column: c)
        guard let rotation else {
          g[place] += Scalar(incoming)
          continue
        }
        let partner = matrix.place(row: rotation.partner, column: c)
        g[place] += Scalar(cosine * incoming)
        g[partner] += Scalar(rotation.sign * sine * incoming)
        g[angles + row / width] += Scalar(
          incoming * (rotation.sign * cosine * Double(values[partner]) - sine * Double(values[place])))
      }
    }
  }

  /// The other row of a turned pair and the sign of its sine; nil for an odd head's last row.
  package func rotation(row: Int) -> (partner: Int, sign: Double)? {
    let within = row % width
    if within % 2 == 0 { return within + 1 < width ? (row + 1, -1) : nil }
    return (row - 1, 1)
  }
}
