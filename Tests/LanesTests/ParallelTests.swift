import Lanes
import Testing

@Suite struct ParallelTests {
  @Test(arguments: [(0, 1), (1, 4), (7, 3), (64, 5), (1000, 16)])
  func sharesCoverEverythingOnceInOrder(count: Int, workers: Int) {
    let shares = (0..<workers).map { Parallel.share(of: count, worker: $0, workers: workers) }
    #expect(shares.flatMap { Array($0) } == Array(0..<count))
    let sizes = shares.map(\.count)
    #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
  }

  @Test func resultsComeInTheWorkersOrder() {
    #expect(Parallel.map(workers: 9) { $0 * $0 } == (0..<9).map { $0 * $0 })
    #expect(Parallel.map(workers: 1) { $0 } == [0])
  }
}
