import Addition
import Lanes
import Synchronization

/// A compiled architecture with weights: what analyses, evaluations and checkpoints pass around.
public struct Model: Sendable {
  /// The compiled architecture.
  public let program: Program
  /// The parameters' values, in the order of `program.parameters`.
  public let weights: [Float]

  /// - Throws: `ArchitectureError` if the architecture is none or the weights are not as many as it has parameters.
  public init(_ architecture: Architecture, weights: [Float]) throws(ArchitectureError) {
    try self.init(Program(architecture), weights: weights)
  }

  /// - Throws: `ArchitectureError` if the weights are not as many as the program has parameters.
  public init(_ program: Program, weights: [Float]) throws(ArchitectureError) {
    guard weights.count == program.parameters.count else {
      throw ArchitectureError(
        field: "parameters", problem: "the weights are \(weights.count) numbers and should be \(program.parameters.count)")
    }
    self.program = program
    self.weights = weights
  }

  /// The description it was compiled from.
  public var architecture: Architecture { program.architecture }
  /// The number of learned parameters, ties counted once.
  public var parameterCount: Int { program.parameters.learnableCount }

  /// The values of one tensor, row-major; nil for a name that the architecture does not have.
  public func tensor(_ name: String) -> [Float]? {
    program.parameters[name].map { Array(weights[$0.range]) }
  }

  /// The same weights with interventions, and functions of one's own after them.
  ///
  /// - Throws: `InterventionError` as `Program.intervening(with:edits:)`.
  public func intervening(
    with interventions: [Intervention] = [], edits: [HookEdit] = []
  ) throws(InterventionError) -> Model {
    Model(unchecked: try program.intervening(with: interventions, edits: edits), weights: weights)
  }

  private init(unchecked program: Program, weights: [Float]) {
    self.program = program
    self.weights = weights
  }

  /// Runs blocks of problems on several threads and combines what `body` makes of each run of blocks.
  ///
  /// Problems are split into contiguous runs of blocks, more than there are threads, and whoever is free takes the next: on a
  /// busy machine threads are seldom equally fast. Every run has a result of its own from `initial`; results come back in the
  /// order of the problems, so an associative combination of them in order is the same for any number of threads; sums of floats are not, unless
  /// `body` keeps one a block.
  ///
  /// - Parameters:
  ///   - body: is given a loaded pass, the weights, and the indices of the block's problems.
  public func forEachBlock<Result: Sendable>(
    of problems: ProblemSuite, threads: Int, initial: Result,
    _ body: @Sendable (_ pass: Pass<Lane>, _ weights: WeightStore<Float>, _ indices: Range<Int>, inout Result) -> Void
  ) -> [Result] {
    let blocks = (problems.count + Lane.laneCount - 1) / Lane.laneCount
    let workers = max(1, min(threads, blocks))
    let runs = workers == 1 ? 1 : min(blocks, 8 * workers)
    let store = WeightStore(program, parameters: weights)
    let results = Mutex([Result](repeating: initial, count: runs))
    let items = SharedItems(count: runs)
    Parallel.run(workers: workers) { _ in
      let pass = Pass<Lane>(program)
      while let run = items.next() {
        var result = initial
        for block in Parallel.share(of: blocks, worker: run, workers: runs) {
          let indices = (block * Lane.laneCount)..<min((block + 1) * Lane.laneCount, problems.count)
          pass.load(count: indices.count) { problems[indices.lowerBound + $0] }
          body(pass, store, indices, &result)
        }
        results.withLock { $0[run] = result }
      }
    }
    return results.withLock { $0 }
  }

  /// Answers by greedy autoregressive decoding, in the order of the problems; nil where an answer is no number.
  public func answers(to problems: ProblemSuite, threads: Int = 1) -> [UInt64?] {
    forEachBlock(of: problems, threads: threads, initial: [UInt64?]()) { pass, weights, _, answers in
      answers += pass.decode(weights)
    }.flatMap { $0 }
  }
}
