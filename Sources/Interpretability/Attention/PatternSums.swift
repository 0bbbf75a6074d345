import Addition
import Foundation
import Lanes
import Transformer

/// Sums over problems of one block's attention patterns, from which means and deviations follow.
struct PatternSums: Sendable {
  let heads: Int
  let positions: Int
  private var problems = 0
  /// `[head][query][key]`.
  private var sum: [Double]
  private var sumOfSquares: [Double]
  /// How often a key has its query's greatest weight.
  private var largest: [Int]
  /// `[head][query]`, in nats.
  private var entropy: [Double]

  init(heads: Int, positions: Int) {
    (self.heads, self.positions) = (heads, positions)
    sum = [Double](repeating: 0, count: heads * positions * positions)
    sumOfSquares = sum
    largest = [Int](repeating: 0, count: sum.count)
    entropy = [Double](repeating: 0, count: heads * positions)
  }

  /// Adds the patterns of a pass that has been run.
  mutating func add(_ hook: HookPoint, of pass: Pass<Lane>, lanes: Int) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: sum.count) { pattern in
      pattern.initialize(repeating: 0)
      guard let base = pattern.baseAddress else { return }
      for lane in 0..<lanes {
        pass.copyActivation(hook, lane: lane, to: base)
        for row in 0..<(heads * positions) {
          add(row: row, UnsafeBufferPointer(rebasing: pattern[(row * positions)..<((row + 1) * positions)]))
        }
      }
    }
    problems += lanes
  }

  private mutating func add(row: Int, _ weights: UnsafeBufferPointer<Float>) {
    let query = row % positions
    var (best, nats) = (0, 0.0)
    for key in 0...query {
      let weight = Double(weights[key])
      sum[row * positions + key] += weight
      sumOfSquares[row * positions + key] += weight * weight
      if weight > 0 { nats -= weight * log(weight) }
      if weights[key] > weights[best] { best = key }
    }
    largest[row * positions + best] += 1
    entropy[row] += nats
  }

  /// Adds the sums of later problems.
  mutating func add(_ other: PatternSums) {
    problems += other.problems
    for i in sum.indices {
      sum[i] += other.sum[i]
      sumOfSquares[i] += other.sumOfSquares[i]
      largest[i] += other.largest[i]
    }
    for i in entropy.indices { entropy[i] += other.entropy[i] }
  }

  /// Whether all sums are numbers: attention of a diverged model is not.
  var isFinite: Bool { sum.allSatisfy(\.isFinite) && entropy.allSatisfy(\.isFinite) }

  /// The means of one head.
  func summary(layer: Int, head: Int, format: TokenFormat, labels: [String], keys: Int) -> AttentionSummary.Head {
    let count = Double(max(problems, 1))
    func place(_ query: Int, _ key: Int) -> Int { (head * positions + query) * positions + key }
    let mean = (0..<positions).map { query in (0..<positions).map { sum[place(query, $0)] / count } }
    let deviation = (0..<positions).map { query in
      (0..<positions).map { key in
        let variance = sumOfSquares[place(query, key)] / count - mean[query][key] * mean[query][key]
        return max(variance, 0).squareRoot()
      }
    }
    let digits = (0..<format.answerLength).map { digit in
      let query = format.query(answerDigit: digit)
      let all = (0...query).map { key in
        AttentionSummary.Key(
          position: key, label: labels[key], role: KeyRole(key: key, answerDigit: digit, format: format),
          weight: mean[query][key], isLargest: Proportion(largest[place(query, key)], of: problems))
      }
      let roles = KeyRole.allCases.map { role in
        AttentionSummary.RoleShare(role: role, share: all.reduce(0) { $0 + ($1.role == role ? $1.weight : 0) })
      }
      let top = all.sorted { ($0.weight, $1.position) > ($1.weight, $0.position) }.prefix(max(keys, 0))
      return AttentionSummary.Digit(place: digit, query: query, topKeys: Array(top), roles: roles)
    }
    return AttentionSummary.Head(
      layer: layer, head: head, mean: mean, deviation: deviation,
      entropy: (0..<positions).map { entropy[head * positions + $0] / count / log(2) }, digits: digits)
  }
}
