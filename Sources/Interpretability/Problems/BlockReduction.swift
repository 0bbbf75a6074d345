import Addition
import Lanes
import Transformer

extension Model {
  /// How many parts a sum over problems is made of, whatever the number of threads.
  private static var parts: Int { 64 }

  /// Sums something over problems so that the result has the same bits for any number of threads: the problems fall into a
  /// fixed number of contiguous parts, each summed in order by one thread, and the parts are summed in order.
  ///
  /// - Parameters:
  ///   - initial: the value of an empty part.
  ///   - body: adds one block; it is given a loaded pass, the weights and the indices of the block's problems.
  ///   - combine: adds a later part.
  func reduce<Part: Sendable>(
    _ problems: ProblemSuite, threads: Int, initial: Part,
    _ body: @Sendable (Pass<Lane>, WeightStore<Float>, Range<Int>, inout Part) -> Void,
    combine: (inout Part, Part) -> Void
  ) -> Part {
    let lanes = Pass<Lane>.capacity
    let blocks = (problems.count + lanes - 1) / lanes
    let parts = min(Self.parts, blocks)
    let workers = max(1, min(threads, parts))
    let store = WeightStore(program, parameters: weights)
    let shares = Parallel.map(workers: workers) { worker in
      let pass = Pass<Lane>(program)
      return Parallel.share(of: parts, worker: worker, workers: workers).map { index in
        var part = initial
        for block in Parallel.share(of: blocks, worker: index, workers: parts) {
          let indices = (block * lanes)..<min((block + 1) * lanes, problems.count)
          pass.load(problems[indices])
          body(pass, store, indices, &part)
        }
        return part
      }
    }
    var total = initial
    for part in shares.joined() { combine(&total, part) }
    return total
  }
}
