import Foundation

/// A tensor computed from parameters before any problem is looked at, such as the token arc.
///
/// Derived values follow the parameters in one flat array of values. Everything here is computed in float64 whatever the
/// engine's precision: it costs next to nothing, once a step.
public enum Derivation: Hashable, Sendable {
  /// Row d is `A (cos(start + d stride), sin(start + d stride))`; A, start and stride are single values at these indices.
  case arc(amplitude: Int, start: Int, stride: Int, rows: Int, into: Int)
  /// Row i is `(amp cos(2 pi i / 10 + phase), amp sin(2 pi i / 10 + phase), slope i + offset, 0 ...)`.
  case spiral(amplitude: Int, phase: Int, slope: Int, offset: Int, width: Int, into: Int)
  /// Rows copied from other tables, each named by the index of its first value; nil for a row of zeros.
  case rows(sources: [Int?], width: Int, into: Int)
  /// Rows of a `[heads * width, inputs]` matrix turned in the pairs (0, 1), (2, 3), ... of each head by the head's angle;
  /// an odd last row stays.
  case rotatedPairs(matrix: Int, angles: Int, heads: Int, width: Int, inputs: Int, into: Int)
  case ellipse(TokenEllipse)
  case correction(PlaceCorrection)
  case product(MatrixProduct)
  case frozen(FrozenTable)

  /// How many digit places the spiral has.
  public static let digits = 10

  /// Fills in the derived values.
  func apply<Scalar: BinaryFloatingPoint>(_ values: UnsafeMutablePointer<Scalar>) {
    switch self {
    case .arc(let amplitude, let start, let stride, let rows, let into):
      let a = Double(values[amplitude])
      for d in 0..<rows {
        let angle = Double(values[start]) + Double(d) * Double(values[stride])
        values[into + 2 * d] = Scalar(a * cos(angle))
        values[into + 2 * d + 1] = Scalar(a * sin(angle))
      }
    case .spiral(let amplitude, let phase, let slope, let offset, let width, let into):
      let a = Double(values[amplitude])
      for i in 0..<Self.digits {
        let angle = Self.turn(i) + Double(values[phase])
        let row = into + i * width
        values[row] = Scalar(a * cos(angle))
        values[row + 1] = Scalar(a * sin(angle))
        values[row + 2] = Scalar(Double(values[slope]) * Double(i) + Double(values[offset]))
        for rest in 3..<max(width, 3) { values[row + rest] = 0 }
      }
    case .rows(let sources, let width, let into):
      for (r, source) in sources.enumerated() {
        for c in 0..<width { values[into + r * width + c] = source.map { values[$0 + c] } ?? 0 }
      }
    case .rotatedPairs(let matrix, let angles, let heads, let width, let inputs, let into):
      for row in 0..<(heads * width) {
        let angle = Double(values[angles + row / width])
        let (cosine, sine) = (cos(angle), sin(angle))
        let rotation = Self.rotation(row: row, width: width)
        for c in 0..<inputs {
          let own = Double(values[matrix + row * inputs + c])
          guard let rotation else {
            values[into + row * inputs + c] = Scalar(own)
            continue
          }
          let partner = Double(values[matrix + rotation.partner * inputs + c])
          values[into + row * inputs + c] = Scalar(cosine * own + rotation.sign * sine * partner)
        }
      }
    case .ellipse(let ellipse): ellipse.apply(values)
    case .correction(let correction): correction.apply(values)
    case .product(let product): product.apply(values)
    case .frozen(let table): table.apply(values)
    }
  }

  /// Adds the gradient of the derived values to that of the parameters they came from.
  func pullBack<Scalar: BinaryFloatingPoint>(
    values: UnsafePointer<Scalar>, gradient g: UnsafeMutablePointer<Scalar>
  ) {
    switch self {
    case .arc(let amplitude, let start, let stride, let rows, let into):
      let a = Double(values[amplitude])
      for d in 0..<rows {
        let angle = Double(values[start]) + Double(d) * Double(values[stride])
        let (cosine, sine) = (cos(angle), sin(angle))
        let (gx, gy) = (Double(g[into + 2 * d]), Double(g[into + 2 * d + 1]))
        let turned = a * (gy * cosine - gx * sine)
        g[amplitude] += Scalar(gx * cosine + gy * sine)
        g[start] += Scalar(turned)
        g[stride] += Scalar(Double(d) * turned)
      }
    case .spiral(let amplitude, let phase, let slope, let offset, let width, let into):
      let a = Double(values[amplitude])
      for i in 0..<Self.digits {
        let angle = Self.turn(i) + Double(values[phase])
        let row = into + i * width
        let (gx, gy, gz) = (Double(g[row]), Double(g[row + 1]), Double(g[row + 2]))
        g[amplitude] += Scalar(gx * cos(angle) + gy * sin(angle))
        g[phase] += Scalar(a * (gy * cos(angle) - gx * sin(angle)))
        g[slope] += Scalar(gz * Double(i))
        g[offset] += Scalar(gz)
      }
    case .rows(let sources, let width, let into):
      for (r, source) in sources.enumerated() {
        guard let source else { continue }
        for c in 0..<width { g[source + c] += g[into + r * width + c] }
      }
    case .rotatedPairs(let matrix, let angles, let heads, let width, let inputs, let into):
      for row in 0..<(heads * width) {
        let angle = Double(values[angles + row / width])
        let (cosine, sine) = (cos(angle), sin(angle))
        let rotation = Self.rotation(row: row, width: width)
        for c in 0..<inputs {
          let incoming = Double(g[into + row * inputs + c])
          let own = Double(values[matrix + row * inputs + c])
          guard let rotation else {
            g[matrix + row * inputs + c] += Scalar(incoming)
            continue
          }
          let partner = Double(values[matrix + rotation.partner * inputs + c])
          g[matrix + row * inputs + c] += Scalar(cosine * incoming)
          g[matrix + rotation.partner * inputs + c] += Scalar(rotation.sign * sine * incoming)
          g[angles + row / width] += Scalar(incoming * (rotation.sign * cosine * partner - sine * own))
        }
      }
    case .ellipse(let ellipse): ellipse.pullBack(values: values, gradient: g)
    case .correction(let correction): correction.pullBack(values: values, gradient: g)
    case .product(let product): product.pullBack(values: values, gradient: g)
    case .frozen: break
    }
  }

  private static func turn(_ digit: Int) -> Double { 2 * Double.pi * Double(digit) / Double(digits) }

  /// The other row of a rotated pair and the sign of its sine; nil for an odd head's last row.
  private static func rotation(row: Int, width: Int) -> (partner: Int, sign: Double)? {
    let within = row % width
    if within % 2 == 0 { return within + 1 < width ? (row + 1, -1) : nil }
    return (row - 1, 1)
  }
}
