import Lanes
import Transformer

/// Sums over problems of the vectors at a hook with heads, and of their squares.
struct VectorSums: Sendable {
  let positions: Int
  private let hook: HookPoint
  private let width: Int
  private var problems = 0
  /// `[position][head][feature]`, as the hook has them.
  private var sum, sumOfSquares: [Double]

  init(_ hook: HookPoint, positions: Int) {
    (self.hook, self.positions) = (hook, positions)
    width = hook.features(positions: positions)
    sum = Array(repeating: 0, count: hook.dimensions(positions: positions).reduce(1, *))
    sumOfSquares = sum
  }

  var isFinite: Bool { sumOfSquares.allSatisfy(\.isFinite) }

  mutating func add(_ pass: Pass<Lane>, lanes: Int) {
    var values = [Float](repeating: 0, count: sum.count)
    for lane in 0..<lanes {
      values.withUnsafeMutableBufferPointer { if let start = $0.baseAddress { pass.copyActivation(hook, lane: lane, to: start) } }
      for index in values.indices {
        let value = Double(values[index])
        sum[index] += value
        sumOfSquares[index] += value * value
      }
    }
    problems += lanes
  }

  mutating func add(_ other: VectorSums) {
    problems += other.problems
    for index in sum.indices {
      sum[index] += other.sum[index]
      sumOfSquares[index] += other.sumOfSquares[index]
    }
  }

  /// `[position][feature]`.
  func means(head: Int) -> [[Double]] {
    (0..<positions).map { position in (0..<width).map { sum[index(position, head, $0)] / Double(problems) } }
  }

  /// The share of the variance over positions and problems that lies between positions; nil where there is none.
  func varianceOfPosition(head: Int) -> Double? {
    let means = means(head: head)
    var (between, total, size) = (0.0, 0.0, 0.0)
    for feature in 0..<width {
      let mean = means.reduce(0) { $0 + $1[feature] } / Double(positions)
      for position in 0..<positions {
        let square = sumOfSquares[index(position, head, feature)] / Double(problems)
        let atPosition = means[position][feature]
        between += (atPosition - mean) * (atPosition - mean)
        total += square - mean * mean
        size += square
      }
    }
    // Rounding noise of float32 is no variance.
    return total > 1e-12 * size ? min(max(between / total, 0), 1) : nil
  }

  private func index(_ position: Int, _ head: Int, _ feature: Int) -> Int {
    hook.index(head: head, position: position, feature: feature, positions: positions)
  }
}
