import Addition
import Digests
import Training

/// How a run of a sweep ended and what it found.
public struct RunResult: Hashable, Sendable {
  /// How it ended.
  public enum Ending: String, Codable, Hashable, Sendable, CaseIterable {
    /// The recipe's last step was taken.
    case completed
    /// Validation was perfect for long enough.
    case stoppedEarly
    /// A rule of the recipe gave it up.
    case gaveUp
    /// A number was no longer finite.
    case diverged
  }

  /// What the best weights do.
  public struct Best: Hashable, Sendable {
    /// The step after which they were found.
    public let step: Int
    /// Validation problems with every answer digit right.
    public let exactMatch: Proportion
    /// Answer digits that are right given the true digits before them.
    public let tokenAccuracy: Proportion
    /// Mean cross-entropy of the validation's answer digits, in nats.
    public let loss: Double
    /// AdderBoard's sums that are right, by greedy decoding.
    public let adderBoard: Proportion
    /// Of all numbers of the model, as `Checkpoint.weightsSHA256`.
    public let weightsSHA256: SHA256Digest
  }

  /// Problems of AdderBoard.
  static let adderBoardCount = 10_010

  /// The index of its variation, and of its seed among the variation's.
  public let variation, position: Int
  /// Its seed.
  public let seed: UInt64
  /// How it ended.
  public let ending: Ending
  /// Steps taken.
  public let steps: Int
  /// Nil if it diverged before the first validation.
  public let best: Best?
  /// Processor time of the thread that trained it, evaluation included; what was lost to a killed process is not counted.
  public var cpuSeconds: Double

  /// Whether the best weights reach a validation exact match.
  public func isSuccess(at share: Double) -> Bool { (best?.exactMatch.rate).map { $0 >= share } ?? false }

  /// Whether it found better weights than another run of its variation: more validation problems right, of equals the lower
  /// loss, of equals the earlier seed.
  func isBetter(than other: RunResult) -> Bool {
    guard let best else { return false }
    guard let theirs = other.best else { return true }
    if best.exactMatch.count != theirs.exactMatch.count { return best.exactMatch.count > theirs.exactMatch.count }
    return best.loss != theirs.loss ? best.loss < theirs.loss : position < other.position
  }
}

/// A finished run with all that a store keeps of it.
public struct RunRecord: Hashable, Sendable {
  /// How it ended and what it found.
  public let result: RunResult
  /// Its validations.
  public let curve: RunCurve
  /// The best weights, all numbers of the model; nil where there are none or nobody has asked for them.
  public var weights: [Float]?

  /// - Precondition: the weights are those whose digest the result has.
  init(result: RunResult, curve: RunCurve, weights: [Float]?) {
    (self.result, self.curve, self.weights) = (result, curve, weights)
  }
}
