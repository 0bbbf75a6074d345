import Addition
import Testing
import Training

@testable import Sweeps

@Suite struct ScheduleTests {
  /// Which seeds succeed, by position.
  private static let outcomes = [false, false, true, false, true, false, true, true, false, false, true, false]

  private func results(_ plan: SweepPlan) -> [RunRecord] {
    Self.outcomes.enumerated().map { .madeUp(plan, 0, $0.offset, share: $0.element ? 1 : 0.2) }
  }

  @Test(arguments: [1, 2, 3, 5, 12], [1, 2, 4, 5]) func whateverEndsFirstTheSameRunsCount(_ workers: Int, _ until: Int) throws {
    let plan = try SweepPlan.shipped(["microadder-57p"], seeds: "1-12", until: until)
    let records = results(plan)
    let expected = Self.outcomes.indices.first { last in Self.outcomes[...last].count { $0 } == until }.map { $0 + 1 }
    for round in 0..<20 {
      var random = RandomStream(seed: 7, purpose: .analysis, step: round, index: workers)
      var schedule = SweepSchedule(plan, finished: [])
      var (running, finished): ([Int], [RunResult]) = ([], [])
      while true {
        while running.count < workers, let next = schedule.next() {
          #expect(finished.count { $0.isSuccess(at: plan.success) && $0.position < next.position } < until)
          running.append(next.position)
        }
        guard !running.isEmpty else { break }
        let ended = running.remove(at: Int(random.below(UInt64(running.count))))
        schedule.finish(records[ended].result)
        finished.append(records[ended].result)
        let counts = schedule.counts(0)
        #expect(counts.running == running.count { $0 < counts.total })
        #expect(counts.done == finished.count { $0.position < counts.total })
      }
      let ordered = finished.sorted { $0.position < $1.position }
      let found = SweepResults(plan: plan, version: "1", records: ordered.map { records[$0.position] })
      #expect(found.isFinished)
      #expect(found.counted(of: 0).map(\.result.position) == Array(0..<(expected ?? 0)))
      #expect(found.summaries[0].seeds == expected)
      #expect(schedule.counts(0).successes == until)
    }
  }

  @Test func withoutSuccessesAllRun() throws {
    let plan = try SweepPlan.shipped(["microadder-57p", "microadder-67p"], seeds: "1-3", until: 1)
    var schedule = SweepSchedule(plan, finished: [RunRecord.madeUp(plan, 0, 1, share: 0).result])
    var order: [[Int]] = []
    while let next = schedule.next() {
      order.append([next.variation, next.position])
      schedule.finish(RunRecord.madeUp(plan, next.variation, next.position, share: 0).result)
    }
    #expect(order == [[0, 0], [0, 2], [1, 0], [1, 1], [1, 2]])
  }

  @Test func aStoppedRunIsBegunAgain() throws {
    let plan = try SweepPlan.shipped(["microadder-57p"], seeds: "1-3")
    var schedule = SweepSchedule(plan, finished: [])
    _ = schedule.next()
    _ = schedule.next()
    schedule.stop(0, 0)
    #expect(schedule.next()?.position == 0)
    #expect(schedule.next()?.position == 2)
    #expect(schedule.next() == nil)
  }

  @Test func timeLeftIsOfTheThreadsTogether() {
    func row(_ left: Double?) -> SweepProgress.Row {
      .init(name: "", total: 2, done: 1, running: 1, successes: 0, best: nil, secondsLeft: left, mayEndEarlier: false)
    }
    #expect(SweepProgress(rows: [row(2), row(3)]).secondsLeft == 5)
    #expect(SweepProgress(rows: [row(2), row(nil)]).secondsLeft == nil)
  }
}
