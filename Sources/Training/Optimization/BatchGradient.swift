import Addition
import Lanes
import Synchronization
import Transformer

/// The mean loss of a batch and its gradient, computed block by block on several threads.
///
/// Blocks are gathered into a fixed number of groups; each group adds up its own gradient, and groups are added in order.
/// The same batch thus gives the same bits on any number of threads.
///
/// Owned by one training loop; its own threads touch only the pass and the groups that are theirs.
public final class BatchGradient<V: LaneVector>: @unchecked Sendable {
  private let program: Program
  private let batch: Int
  private let threads: Int
  private let groups: Int
  private let valueCount: Int
  private let pool: WorkerPool
  private let passes: [Pass<V>]
  /// One gradient a group, end to end; the first becomes the total.
  private let gradients: UnsafeMutablePointer<V.Scalar>
  private let losses: UnsafeMutablePointer<V.Scalar>

  /// Allocates everything that a step needs.
  ///
  /// - Parameters:
  ///   - batch: problems in a batch.
  ///   - threads: how many threads share the work.
  public init(_ program: Program, batch: Int, threads: Int) {
    precondition(batch > 0 && threads > 0, "a batch has problems and needs a thread")
    self.program = program
    self.batch = batch
    let blocks = (batch + V.laneCount - 1) / V.laneCount
    groups = min(blocks, 16)
    self.threads = min(threads, groups)
    pool = WorkerPool(workers: self.threads)
    valueCount = program.valueCount
    passes = (0..<self.threads).map { _ in Pass<V>(program, gradients: .weights) }
    gradients = .allocate(capacity: groups * valueCount)
    gradients.initialize(repeating: 0, count: groups * valueCount)
    losses = .allocate(capacity: groups)
    losses.initialize(repeating: 0, count: groups)
  }

  deinit {
    gradients.deallocate()
    losses.deallocate()
  }

  /// Computes the mean cross-entropy over the batch's answer tokens and its gradient.
  ///
  /// - Parameters:
  ///   - problem: the batch's problems, by index; asked from several threads.
  /// - Returns: the mean loss in nats.
  @specialized(where V == Lane)
  @specialized(where V == ExactLane)
  public func compute(
    _ weights: WeightStore<V.Scalar>, problem: @Sendable (Int) -> Problem
  ) -> V.Scalar {
    let blocks = (batch + V.laneCount - 1) / V.laneCount
    let tokens = batch * program.architecture.format.targetCount
    let weight = 1 / V.Scalar(tokens)
    // Whoever is free takes the next group: on a busy machine threads are seldom equally fast.
    let nextGroup = Atomic<Int>(0)
    pool.run { worker in
      let pass = passes[worker]
      while true {
        let group = nextGroup.add(1, ordering: .relaxed).oldValue
        guard group < groups else { return }
        let gradient = gradients + group * valueCount
        gradient.update(repeating: 0, count: valueCount)
        var loss: V.Scalar = 0
        for block in Parallel.share(of: blocks, worker: group, workers: groups) {
          let first = block * V.laneCount
          pass.load(count: min(V.laneCount, batch - first)) { problem(first + $0) }
          pass.forward(weights, positions: 0..<program.positions, onlyAnswers: true)
          loss += pass.backward(weights, weight: weight, gradient: gradient)
        }
        losses[group] = loss
      }
    }
    var loss: V.Scalar = losses[0]
    for group in 1..<max(groups, 1) {
      loss += losses[group]
      let other = gradients + group * valueCount
      for i in 0..<valueCount { gradients[i] += other[i] }
    }
    weights.pullBack(gradients)
    return loss * weight
  }

  /// The gradient of the learned parameters after `compute`, in the table's order; it may be changed in place.
  public var gradient: UnsafeMutableBufferPointer<V.Scalar> {
    UnsafeMutableBufferPointer(start: gradients, count: program.parameters.learnableCount)
  }
}
