import Addition
import Lanes
import Transformer

/// What a training minimizes in place of the plain cross-entropy of the answer's tokens.
///
/// A loss of one's own reads a block's logits and targets, sets the gradient with respect to every logit, and returns each
/// problem's loss:
///
///     let squares = TrainingLoss<Lane> { block in
///       var loss = Lane(repeating: 0)
///       for position in 0..<block.positions {
///         for token in 0..<block.vocabulary {
///           let aim = Lane(repeating: 1).masked(where: block.target(at: position), equal: Float(token))
///           let error = block.logit(token, at: position) - aim
///           block[gradientOf: token, at: position] = 2 * error
///           loss += error * error
///         }
///       }
///       return loss
///     }
///
/// Training minimizes the sum over the batch's problems divided by (problems times predicted tokens): a sum of one term a
/// token becomes a mean. The function is called from several threads at once, a block at a time. If what it returns depends
/// on nothing but the block, the training has the same bits on any number of threads.
public struct TrainingLoss<V: LaneVector>: Sendable {
  private let function: @Sendable (LossBlock<V>) -> V

  /// A loss of one's own.
  ///
  /// - Parameter function: sets the block's gradient and returns the loss of every lane's problem, summed over its tokens.
  public init(_ function: @escaping @Sendable (_ block: LossBlock<V>) -> V) {
    self.function = function
  }

  /// Cross-entropy in which problems and positions count differently.
  ///
  /// - Parameter weight: what the token at a position of the answer counts, the first position 0; 1 everywhere for the usual
  ///   loss. The sum of the weights does not matter to what training divides by.
  public static func weighted(_ weight: @escaping @Sendable (_ problem: Problem, _ position: Int) -> V.Scalar) -> Self {
    Self { block in weightedCrossEntropy(block, weight) }
  }

  @specialized(where V == Lane)
  private static func weightedCrossEntropy(
    _ block: LossBlock<V>, _ weight: (_ problem: Problem, _ position: Int) -> V.Scalar
  ) -> V {
    var loss = V.zero
    for position in 0..<block.positions {
      var weights = V.zero
      for lane in 0..<block.count { weights[lane] = weight(block.problem(lane), position) }
      loss += block.crossEntropy(at: position, weights: weights)
    }
    return loss
  }

  /// The loss of a block that a pass has run, and its gradient brought back to the weights.
  ///
  /// - Parameters:
  ///   - scale: what the gradient of the logits is multiplied by.
  ///   - gradient: is added to, as by `Pass.backward`.
  /// - Returns: the sum over the block's problems, not scaled.
  @specialized(where V == Lane)
  func backward(
    _ pass: Pass<V>, _ weights: WeightStore<V.Scalar>, in memory: LossMemory<V>, scale: V.Scalar,
    gradient: UnsafeMutablePointer<V.Scalar>, problem: (Int) -> Problem
  ) -> V.Scalar {
    var ownLanes = V.zero
    for lane in 0..<pass.count { ownLanes[lane] = 1 }
    let losses = function(memory.block(of: pass, problem: problem))
    pass.backward(weights, gradient: gradient) { position, logits in
      let set = memory.gradient(at: position)
      for token in logits.indices { logits[token] = scale * set[token].masked(where: ownLanes, equal: 1) }
    }
    return losses.masked(where: ownLanes, equal: 1).laneSum
  }
}
