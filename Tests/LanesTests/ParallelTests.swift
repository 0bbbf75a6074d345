import Foundation
import Lanes
import Synchronization
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

  @Test(arguments: [1, 2, 3, 8])
  func aPoolDoesEveryShareOfEveryJob(workers: Int) {
    let pool = WorkerPool(workers: workers)
    let done = Mutex([Int](repeating: 0, count: workers))
    for round in 1...300 {
      // Now and then long enough for the helpers to fall asleep.
      if round % 100 == 0 { usleep(20_000) }
      pool.run { worker in done.withLock { $0[worker] += 1 } }
      #expect(done.withLock { $0 } == [Int](repeating: round, count: workers))
    }
  }
}
