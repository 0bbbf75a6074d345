/// Rows copied from elsewhere, each named by the index of its first value; nil for a row of zeros. Of width 1, any arrangement
/// of single numbers.
public struct GatheredRows: Hashable, Sendable {
  package let sources: [Int?]
  package let width: Int
  package let into: Int

  func apply<Scalar: BinaryFloatingPoint>(_ values: UnsafeMutablePointer<Scalar>) {
    for (r, source) in sources.enumerated() {
      for c in 0..<width { values[into + r * width + c] = source.map { values[$0 + c] } ?? 0 }
    }
  }

  func pullBack<Scalar: BinaryFloatingPoint>(gradient g: UnsafeMutablePointer<Scalar>) {
    for (r, source) in sources.enumerated() {
      guard let source else { continue }
      for c in 0..<width { g[source + c] += g[into + r * width + c] }
    }
  }
}
