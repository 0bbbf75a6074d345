import Addition
import Lanes

extension Model {
  /// Runs blocks of problems on several threads and gives what `body` makes of them, in parts.
  ///
  /// The problems fall into contiguous parts whose number depends on nothing but how many problems there are; whoever is free
  /// takes the next part, for on a busy machine threads are seldom equally fast. Every part has a result of its own that
  /// begins as `initial`. Parts come back in the order of the problems: combined in that order they give the same bits for any
  /// number of threads, sums of floats included.
  ///
  /// - Parameters:
  ///   - donors: a partner for every problem, from which `donor` interventions take values; it is run, teacher-forced and without
  ///     interventions, before `body` is called.
  ///   - isLean: whether passes leave out what only hooks read.
  ///   - tools: what a thread makes once for all its blocks, such as further passes in the memory of its own.
  ///   - body: is given a loaded pass, the weights, the thread's tools, the indices of the block's problems, and the part's
  ///     result so far.
  public func forEachBlock<Result: Sendable, Tools>(
    of problems: ProblemSuite, donors: ProblemSuite? = nil, threads: Int, isLean: Bool = false, initial: Result,
    tools: @Sendable (_ pass: Pass<Lane>) -> Tools,
    _ body:
      @Sendable (
        _ pass: Pass<Lane>, _ weights: WeightStore<Float>, _ tools: Tools, _ indices: Range<Int>, inout Result
      ) -> Void
  ) -> [Result] {
    check(donors == nil || donors?.count == problems.count, "there is one donor for each problem")
    check(donors != nil || !program.needsDonors, "the model's interventions take values from donors, and there are none")
    let blocks = (problems.count + Lane.laneCount - 1) / Lane.laneCount
    let parts = Self.parts(blocks: blocks)
    let store = WeightStore(program, parameters: weights)
    return Parallel.map(items: parts, workers: threads) {
      let pass = Pass<Lane>(program, isLean: isLean)
      if donors != nil { pass.donor = Pass<Lane>(program.withoutInterventions) }
      return (pass, tools(pass))
    } _: { worker, part in
      let (pass, tools) = worker
      var result = initial
      for block in Parallel.share(of: blocks, worker: part, workers: parts) {
        let indices = (block * Lane.laneCount)..<min((block + 1) * Lane.laneCount, problems.count)
        pass.load(count: indices.count) { problems[indices.lowerBound + $0] }
        if let donors, let donor = pass.donor {
          donor.load(count: indices.count) { donors[indices.lowerBound + $0] }
          donor.forward(store)
        }
        body(pass, store, tools, indices, &result)
      }
      return result
    }
  }

  /// The same for a body that needs no tools.
  public func forEachBlock<Result: Sendable>(
    of problems: ProblemSuite, donors: ProblemSuite? = nil, threads: Int, isLean: Bool = false, initial: Result,
    _ body: @Sendable (_ pass: Pass<Lane>, _ weights: WeightStore<Float>, _ indices: Range<Int>, inout Result) -> Void
  ) -> [Result] {
    forEachBlock(of: problems, donors: donors, threads: threads, isLean: isLean, initial: initial) { _ in
      ()
    } _: { pass, weights, _, indices, result in
      body(pass, weights, indices, &result)
    }
  }

  /// Enough parts that no thread waits long for the last one, and few enough that their results need little memory: 64, or
  /// one for every 32,768 problems.
  package static func parts(blocks: Int) -> Int { min(blocks, max(64, blocks / 2048)) }
}
