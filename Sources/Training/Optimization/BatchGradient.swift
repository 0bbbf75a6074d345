import Addition
import Lanes
import Transformer

/// The mean loss of a batch and its gradient, computed block by block on several threads.
///
/// Blocks are gathered into a fixed number of groups; each group adds up its own gradient, and groups are added in order.
/// The same batch thus gives the same bits on any number of threads. Nothing is allocated after the beginning.
///
/// Owned by one training loop; its own threads touch only the pass and the groups that are theirs.
public final class BatchGradient<V: LaneVector, Problems: IndexedProblems>: @unchecked Sendable {
  private let program: Program
  private let batch: Int
  private let blocks: Int
  private let groups: Int
  private let valueCount: Int
  /// Numbers from one group's gradient to the next: whole pairs of cache lines, lest two threads write to one.
  private let stride: Int
  private let pool: WorkerPool<GradientWork<V, Problems>>
  private let passes: [Pass<V>]
  /// A loss other than the mean cross-entropy, and a memory for it a worker.
  private let ownLoss: TrainingLoss<V>?
  private let lossMemories: [LossMemory<V>]
  /// One gradient a group, end to end; the first becomes the total.
  private let gradients: UnsafeMutablePointer<V.Scalar>
  private let losses: UnsafeMutablePointer<V.Scalar>
  /// Values that one thread sums: a small model's are one slice, and no other thread is called for them.
  private let sliceLength = 4096

  /// Allocates everything that a step needs.
  ///
  /// - Parameters:
  ///   - loss: what to minimize; nil for the mean cross-entropy of the answer's tokens.
  ///   - batch: problems in a batch.
  ///   - threads: how many threads share the work; no more are used than there are groups of blocks.
  /// - Precondition: a batch of at least one problem, at least one thread.
  public init(_ program: Program, loss: TrainingLoss<V>? = nil, batch: Int, threads: Int) {
    precondition(batch > 0 && threads > 0, "a batch has problems and needs a thread")
    self.program = program
    self.batch = batch
    blocks = (batch + V.laneCount - 1) / V.laneCount
    // Two blocks a group in a large batch: enough groups for many threads, few enough to be added up quickly.
    groups = min(blocks, max(16, (blocks + 1) / 2))
    valueCount = program.valueCount
    stride = (valueCount + 31) / 32 * 32
    let workers = min(threads, groups)
    pool = WorkerPool(workers: workers)
    passes = (0..<workers).map { _ in Pass<V>(program, gradients: .weights, isLean: true) }
    ownLoss = loss
    lossMemories = loss == nil ? [] : (0..<workers).map { _ in LossMemory(program) }
    gradients = UnsafeMutableRawPointer.allocate(byteCount: groups * stride * MemoryLayout<V.Scalar>.stride, alignment: 128)
      .bindMemory(to: V.Scalar.self, capacity: groups * stride)
    gradients.initialize(repeating: 0, count: groups * stride)
    losses = .allocate(capacity: groups)
    losses.initialize(repeating: 0, count: groups)
  }

  deinit {
    gradients.deallocate()
    losses.deallocate()
  }

  /// Computes the mean loss over the batch's answer tokens and its gradient.
  ///
  /// - Parameter problems: the batch's problems are the first of these; asked from several threads.
  /// - Returns: the mean loss, of the cross-entropy in nats.
  public func compute(_ weights: WeightStore<V.Scalar>, problems: Problems) -> V.Scalar {
    let weight = 1 / V.Scalar(batch * program.architecture.format.targetCount)
    func share(_ task: GradientWork<V, Problems>.Task, count: Int) {
      pool.perform(
        GradientWork(batch: self, weights: weights, problems: problems, tokenWeight: weight, task: task), count: count)
    }
    share(.groups, count: groups)
    share(.sums, count: (valueCount + sliceLength - 1) / sliceLength)
    var loss: V.Scalar = losses[0]
    for group in 1..<groups { loss += losses[group] }
    weights.pullBack(gradients)
    return loss * weight
  }

  /// The gradient of the learned parameters after `compute`, in the table's order; it may be changed in place.
  public var gradient: UnsafeMutableBufferPointer<V.Scalar> {
    UnsafeMutableBufferPointer(start: gradients, count: program.parameters.learnableCount)
  }

  // MARK: Work on any thread

  // Called by the pool, which knows nothing of types: what training calls is compiled for its own.

  /// The gradients of groups of blocks.
  @specialized(where V == Lane, Problems == StepSampler)
  @specialized(where V == Lane, Problems == OwnProblems)
  fileprivate func addUp(
    groups items: SharedItems, worker: Int, _ weights: WeightStore<V.Scalar>, _ problems: Problems, tokenWeight: V.Scalar
  ) {
    let pass = passes[worker]
    while let group = items.next() {
      let gradient = gradients + group * stride
      gradient.update(repeating: 0, count: valueCount)
      var loss: V.Scalar = 0
      for block in Parallel.share(of: blocks, worker: group, workers: groups) {
        let first = block * V.laneCount
        pass.load(count: min(V.laneCount, batch - first)) { problems.problem(first + $0) }
        pass.forward(weights, positions: 0..<program.positions, onlyAnswers: true)
        if let ownLoss {
          loss += ownLoss.backward(
            pass, weights, in: lossMemories[worker], scale: tokenWeight, gradient: gradient
          ) { problems.problem(first + $0) }
        } else {
          loss += pass.backward(weights, weight: tokenWeight, gradient: gradient)
        }
      }
      losses[group] = loss
    }
  }

  /// The sums over groups, in order, of slices of the values.
  @specialized(where V == Lane, Problems == StepSampler)
  @specialized(where V == Lane, Problems == OwnProblems)
  fileprivate func sum(slices items: SharedItems) {
    while let slice = items.next() {
      let values = (slice * sliceLength..<(slice + 1) * sliceLength).clamped(to: 0..<valueCount)
      for group in 1..<groups {
        let other = gradients + group * stride
        for i in values { gradients[i] += other[i] }
      }
    }
  }
}

/// What the threads of a batch do: first gradients by group, then their sums by slice of values.
private struct GradientWork<V: LaneVector, Problems: IndexedProblems>: SharedWork {
  enum Task { case groups, sums }

  let batch: BatchGradient<V, Problems>
  let weights: WeightStore<V.Scalar>
  let problems: Problems
  let tokenWeight: V.Scalar
  let task: Task

  func perform(_ items: SharedItems, worker: Int) {
    switch task {
    case .groups: batch.addUp(groups: items, worker: worker, weights, problems, tokenWeight: tokenWeight)
    case .sums: batch.sum(slices: items)
    }
  }
}
