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

  @Test(arguments: [1, 2, 9, 40]) func resultsComeInTheItemsOrder(workers: Int) {
    let made = Atomic(0)
    let results = Parallel.map(items: 20, workers: workers) {
      made.add(1, ordering: .relaxed)
      return 3
    } _: { tools, item in
      tools * item
    }
    #expect(results == (0..<20).map { 3 * $0 })
    #expect((1...min(workers, 20)).contains(made.load(ordering: .relaxed)), "tools are made once a thread")
    #expect(Parallel.map(items: 0, workers: workers, tools: {}) { _, item in item } == [])
  }

  /// Counts how often each item is done.
  private struct Tally: SharedWork {
    let done: Tallies
    func perform(_ items: SharedItems, worker: Int) {
      #expect((0..<done.workers).contains(worker))
      while let item = items.next() { done.counts.withLock { $0[item] += 1 } }
    }
  }

  private final class Tallies: Sendable {
    let workers: Int
    let counts: Mutex<[Int]>
    init(items: Int, workers: Int) {
      self.workers = workers
      counts = Mutex([Int](repeating: 0, count: items))
    }
  }

  @Test(arguments: [1, 2, 3, 8, 64], [1, 5, 100])
  func aPoolDoesEveryItemOfEveryJobOnce(workers: Int, items: Int) {
    let pool = WorkerPool<Tally>(workers: workers)
    let done = Tallies(items: items, workers: workers)
    for round in 1...300 {
      // Now and then long enough for the helpers to fall asleep.
      if round % 100 == 0 { usleep(20_000) }
      pool.perform(Tally(done: done), count: items)
      #expect(done.counts.withLock { $0 } == [Int](repeating: round, count: items))
    }
  }

  @Test func aPoolWithNothingToDoReturns() {
    let pool = WorkerPool<Tally>(workers: 2)
    pool.perform(Tally(done: Tallies(items: 0, workers: 2)), count: 0)
  }
}
