import Addition
import Testing

@testable import Sweeps
@testable import analyze

@Suite struct SweepDisplayTests {
  private func row(_ name: String, total: Int, done: Int, running: Int, left: Double?, mayEnd: Bool = false) -> SweepProgress.Row
  {
    SweepProgress.Row(
      name: name, total: total, done: done, running: running, successes: done / 2,
      best: done > 0 ? Proportion(4_990, of: 5_000) : nil, secondsLeft: left, mayEndEarlier: mayEnd)
  }

  @Test func theTableSaysHowFarEachVariationIs() {
    let progress = SweepProgress(rows: [
      row("first", total: 8, done: 8, running: 0, left: 0),
      row("second", total: 1_000, done: 2, running: 2, left: 61, mayEnd: true),
    ])
    #expect(
      SweepDisplay.table(progress, rows: 10) == [
        "variation        done  running  successes            best    left",
        "first          8 of 8        0          4  4,990 of 5,000    0:00",
        "second     2 of 1,000        2          1  4,990 of 5,000  ≤ 1:01",
        "10 of 1,008 runs, at most 1:01 left",
      ])
  }

  @Test func whereThereIsNoRoomWhatIsTrainedComesFirst() {
    let rows =
      (0..<20).map { row("done\($0)", total: 2, done: 2, running: 0, left: 0) }
      + [row("waiting", total: 2, done: 0, running: 0, left: nil), row("trained", total: 2, done: 0, running: 1, left: nil)]
    let lines = SweepDisplay.table(SweepProgress(rows: rows), rows: 5)
    #expect(lines.count == 5)
    #expect(lines[1].hasPrefix("trained"))
    #expect(lines[2].hasPrefix("waiting"))
    #expect(lines[4] == "40 of 44 runs, 19 variations not shown")
  }
}
