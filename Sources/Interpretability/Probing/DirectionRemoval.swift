import Addition
import Foundation
import Transformer

/// What happens to the answer when a probe's directions are taken out of the activation that it reads.
public struct DirectionRemoval: Codable, Hashable, Sendable {
  /// What follows.
  public enum Verdict: String, Codable, Hashable, Sendable {
    /// The digit suffers, and more than from the control: what the probe reads, the model uses there.
    case used
    /// The digit suffers, but not demonstrably more than from the control, or there is none.
    case unspecific
    /// No loss can be seen: what the probe reads is there and not used there.
    case unused
  }

  /// How many directions were taken out: those that hold nine tenths of what tells the classes apart, but at most half of all.
  public let directions: Int
  /// Right predictions of the place's answer digit, given the true digits before, by the model as it is.
  public let before: Proportion
  /// Without the probe's directions.
  public let after: Proportion
  /// Without as many random ones among the rest, which vary as much and tell less of the label, or nothing; nil where the activation
  /// has one dimension only.
  public let control: Proportion?
  /// What follows.
  public let verdict: Verdict

  init(directions: Int, before: Proportion, after: Proportion, control: Proportion?, deviate: Double) {
    (self.directions, self.before, self.after, self.control) = (directions, before, after, control)
    let isWorse = ProbeClaims.isAbove(before, after, deviate: deviate)
    let isSpecific = control.map { ProbeClaims.isAbove($0, after, deviate: deviate) } ?? false
    verdict = isWorse ? (isSpecific ? .used : .unspecific) : .unused
  }
}

/// Takes directions out of an activation and puts their mean in place.
///
/// In whitened coordinates, in which every direction varies alike, the activation is projected along the directions. With all
/// directions of a probe nothing linear is left of its label, and no other change of the activation that
/// achieves it is smaller (LEACE; Belrose et al. 2023).
struct DirectionEraser: Sendable {
  /// `[direction][feature]`: reads the coordinates along the directions.
  private let read: [[Double]]
  /// `[direction][feature]`: writes them.
  private let write: [[Double]]
  private let mean: [Double]

  /// - Parameter directions: orthonormal vectors of whitened coordinates.
  init(_ directions: [[Double]], _ whitening: Whitening) {
    let width = whitening.mean.count
    read = directions.map { direction in
      (0..<width).map { f in direction.indices.reduce(0) { $0 + direction[$1] * whitening.matrix[$1, f] } }
    }
    write = directions.map { direction in
      (0..<width).map { f in direction.indices.reduce(0) { $0 + whitening.inverse[f, $1] * direction[$1] } }
    }
    mean = whitening.mean
  }

  /// An activation without the directions.
  func erased(_ values: [Double]) -> [Double] {
    var result = values
    for (read, write) in zip(read, write) {
      let along = values.indices.reduce(0) { $0 + read[$1] * (values[$1] - mean[$1]) }
      for feature in result.indices { result[feature] -= along * write[feature] }
    }
    return result
  }

  /// The edit of a site.
  func edit(_ site: ProbeSite) -> HookEdit {
    HookEdit(site.hook.name) { activations in
      guard activations.positions.contains(site.position) else { return }
      for problem in activations.problems {
        let values = site.elements.map { activations[problem, $0.head, site.position, $0.feature] }
        for (element, value) in zip(site.elements, erased(values)) {
          activations[problem, element.head, site.position, element.feature] = value
        }
      }
    }
  }
}

extension LinearProbe {
  /// How many directions a removal takes.
  var removedDirections: Int {
    let total = separations.reduce(0, +)
    var (count, sum) = (0, 0.0)
    while count < separations.count, sum < 0.9 * total {
      sum += separations[count]
      count += 1
    }
    return min(count, max(1, separations.count / 2))
  }

  /// The probe's own directions.
  var ownDirections: [[Double]] {
    (0..<removedDirections).map { d in (0..<directions.rows).map { directions[$0, d] } }
  }

  /// As many random ones, orthonormal, among the rest; nil where there is no rest.
  func otherDirections(seed: UInt64, cell: Int) -> [[Double]]? {
    let own = removedDirections
    let rest = (own..<directions.columns).map { d in (0..<directions.rows).map { directions[$0, d] } }
    guard rest.count >= own else { return nil }
    var random = RandomStream(seed: seed, purpose: .analysis, step: 24, index: cell)
    var chosen: [[Double]] = []
    while chosen.count < own {
      var vector = [Double](repeating: 0, count: directions.rows)
      for direction in rest {
        let factor = random.normal()
        for i in vector.indices { vector[i] += factor * direction[i] }
      }
      for other in chosen {
        let along = zip(vector, other).reduce(0) { $0 + $1.0 * $1.1 }
        for i in vector.indices { vector[i] -= along * other[i] }
      }
      let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      if norm > 1e-6 { chosen.append(vector.map { $0 / norm }) }
    }
    return chosen
  }
}
