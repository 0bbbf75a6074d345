import Addition
import Lanes
import Transformer

/// What a loss sees of one block of problems, and where it puts its gradient: valid during the call only.
///
/// Every number is a vector with one lane a problem, so that a loss is written once for the whole block. Positions are the
/// tokens of the answer that the model predicts, the first one 0. Lanes from `count` on hold no problem of their own:
/// whatever a loss does there counts for nothing.
public struct LossBlock<V: LaneVector> {
  /// How many lanes hold problems.
  public let count: Int
  /// How many tokens of each answer are predicted.
  public let positions: Int
  /// How many tokens there are to choose from.
  public let vocabulary: Int
  @usableFromInline let logits: Rows<V>
  @usableFromInline let targets: UnsafePointer<V>
  @usableFromInline let gradients: UnsafeMutablePointer<V>
  @usableFromInline let problems: UnsafePointer<Problem>

  /// The problem of a lane.
  ///
  /// - Precondition: `lane` in 0..<`count`.
  @inlinable
  public func problem(_ lane: Int) -> Problem {
    precondition((0..<count).contains(lane), "a block has a problem in each of its lanes 0..<count")
    return problems[lane]
  }

  /// The logits of a token at a position.
  @inlinable
  public func logit(_ token: Int, at position: Int) -> V {
    check(token, position)
    return logits[position][token]
  }

  /// The right tokens at a position, as numbers.
  @inlinable
  public func target(at position: Int) -> V {
    check(0, position)
    return targets[position]
  }

  /// The loss's derivative with respect to a logit, zero until it is set: of every problem's own loss with respect to its own
  /// logit.
  @inlinable
  public subscript(gradientOf token: Int, at position: Int) -> V {
    get {
      check(token, position)
      return gradients[position * vocabulary + token]
    }
    nonmutating set {
      check(token, position)
      gradients[position * vocabulary + token] = newValue
    }
  }

  /// The cross-entropy at a position, times a weight for each lane. Sets the gradient of the position's logits.
  ///
  /// - Returns: each problem's weighted loss at the position, in nats.
  @specialized(where V == Lane)
  public func crossEntropy(at position: Int, weights: V) -> V {
    check(0, position)
    let row = gradients + position * vocabulary
    _ = CrossEntropy.lossAndGradient(
      Rows(logits[position], stride: vocabulary), vocabulary: vocabulary, targets: targets + position, lanes: V.laneCount,
      weight: 1, into: Rows(row, stride: vocabulary), positions: 0..<1)
    for token in 0..<vocabulary { row[token] *= weights }
    return weights * CrossEntropy.loss(logits[position], vocabulary: vocabulary, target: targets[position])
  }

  @inlinable
  func check(_ token: Int, _ position: Int) {
    precondition((0..<positions).contains(position), "positions of a loss are the answer's predicted tokens, the first one 0")
    precondition((0..<vocabulary).contains(token), "there is no such token")
  }
}

/// One thread's memory for the blocks that it shows to a loss.
final class LossMemory<V: LaneVector> {
  private let positions: Int
  private let vocabulary: Int
  private let firstPosition: Int
  private let targets: UnsafeMutablePointer<V>
  private let gradients: UnsafeMutablePointer<V>
  private let problems: UnsafeMutablePointer<Problem>

  init(_ program: Program) {
    positions = program.architecture.format.targetCount
    vocabulary = program.architecture.format.vocabularySize
    firstPosition = program.firstAnswerPosition
    targets = .allocate(capacity: positions)
    targets.initialize(repeating: .zero, count: positions)
    gradients = .allocate(capacity: positions * vocabulary)
    gradients.initialize(repeating: .zero, count: positions * vocabulary)
    problems = .allocate(capacity: V.laneCount)
  }

  deinit {
    targets.deallocate()
    gradients.deallocate()
    problems.deallocate()
  }

  /// The block that a pass has run, with a gradient of zero.
  ///
  /// - Parameter problem: the problem of a lane.
  func block(of pass: Pass<V>, problem: (Int) -> Problem) -> LossBlock<V> {
    gradients.update(repeating: .zero, count: positions * vocabulary)
    for position in 0..<positions { targets[position] = pass.targets(at: firstPosition + position) }
    for lane in 0..<pass.count { (problems + lane).initialize(to: problem(lane)) }
    let logits = pass.logits(at: firstPosition)
    let stride = positions > 1 ? pass.logits(at: firstPosition + 1) - logits : 0
    return LossBlock(
      count: pass.count, positions: positions, vocabulary: vocabulary, logits: Rows(logits, stride: stride), targets: targets,
      gradients: gradients, problems: problems)
  }

  /// The gradient of a position's logits.
  func gradient(at position: Int) -> UnsafePointer<V> { UnsafePointer(gradients + (position - firstPosition) * vocabulary) }
}
