import Lanes

extension BenchRun {
  /// What it costs to give work to threads: a job of one empty item for each worker, with 1 to 64 workers whatever the machine has.
  func measureWorkers() throws {
    for workers in [1, 2, 4, 8, 16, 32, 64] {
      let pool = WorkerPool<Nothing>(workers: workers)
      let rates = try measure([Workload(units: 1) { pool.perform(Nothing(), count: workers) }]).ours
      for rates in rates {
        add(
          BenchRow(
            job: Job.workers.rawValue, model: "empty job", threads: workers, spread: Spread(rates.map { 1e6 / $0 }), unit: "us"))
      }
    }
  }
}

private struct Nothing: SharedWork {
  func perform(_ items: SharedItems, worker: Int) {
    while items.next() != nil {}
  }
}
