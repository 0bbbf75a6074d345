import Addition
import Foundation
import Sweeps
import Synchronization

/// How far a sweep is, on standard error: on a terminal a table that is drawn over and over in place, else a line for every
/// finished run.
///
/// May be told from any thread.
final class SweepDisplay: Sendable {
  private struct Drawn {
    var lines = 0
    var last: ContinuousClock.Instant?
  }

  private let plan: SweepPlan
  private let isQuiet: Bool
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let drawn = Mutex(Drawn())

  init(_ plan: SweepPlan, isQuiet: Bool) {
    (self.plan, self.isQuiet) = (plan, isQuiet)
  }

  /// Shows where the sweep is; the table ten times a second at most.
  func show(_ progress: SweepProgress, finished: RunResult?) {
    guard !isQuiet else { return }
    guard isTerminal else {
      if let finished { Self.write(line(of: finished, progress) + "\n") }
      return
    }
    drawn.withLock { drawn in
      let now = ContinuousClock.now
      if let last = drawn.last, now - last < .milliseconds(100) { return }
      let size = Self.size
      let lines = Self.table(progress, rows: size.rows - 1, columns: size.columns - 1).map { String($0.prefix(size.columns - 1)) }
      Self.write(Self.up(drawn.lines) + lines.map { $0 + "\u{1B}[K\n" }.joined() + "\u{1B}[J")
      drawn = Drawn(lines: lines.count, last: now)
    }
  }

  /// Takes the table away, so that what is printed next stands alone.
  func clear() {
    drawn.withLock { drawn in
      if drawn.lines > 0 { Self.write(Self.up(drawn.lines) + "\u{1B}[J") }
      drawn.lines = 0
    }
  }

  private static func up(_ lines: Int) -> String { lines > 0 ? "\r\u{1B}[\(lines)A" : "\r" }

  private static func write(_ text: String) {
    // A terminal that has gone away is no reason to end the work.
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  private static var size: (columns: Int, rows: Int) {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 1, size.ws_row > 4 else { return (80, 24) }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// A finished run in one line.
  private func line(of result: RunResult, _ progress: SweepProgress) -> String {
    let found =
      result.best.map {
        "exact \(grouped($0.exactMatch.count)) of \(grouped($0.exactMatch.total)), "
          + "AdderBoard \(grouped($0.adderBoard.count)) of \(grouped($0.adderBoard.total))"
      } ?? "no validation"
    let done = progress.done
    return "\(grouped(done.runs)) of \(grouped(done.of))  \(plan.variations[result.variation].name), seed \(result.seed): "
      + "\(result.ending.text) at step \(grouped(result.steps)), \(found)"
  }

  /// The table's lines: variations that are being trained or have runs left come first where there is no room for all.
  static func table(_ progress: SweepProgress, rows room: Int, columns: Int = .max) -> [String] {
    let places = max(1, room - 2)
    let isCut = progress.rows.count > places
    let shown =
      isCut
      ? (progress.rows.filter { $0.running > 0 } + progress.rows.filter { $0.running == 0 && $0.done < $0.total }
        + progress.rows.filter { $0.running == 0 && $0.done >= $0.total }).prefix(places) : progress.rows[...]
    func table(_ name: (String) -> String) -> TextTable {
      var table = TextTable(
        [.left, .right, .right, .right, .right, .right],
        titles: [name("variation"), "done", "running", "successes", "best", "left"])
      for row in shown { table.add([name(row.name)] + cells(row)) }
      return table
    }
    func cells(_ row: SweepProgress.Row) -> [String] {
      [
        "\(grouped(row.done)) of \(grouped(row.total))", "\(row.running)", grouped(row.successes),
        row.best.map { "\(grouped($0.count)) of \(grouped($0.total))" } ?? "",
        row.secondsLeft.map { (row.mayEndEarlier ? "≤ " : "") + StatusLine.clockText($0) } ?? "",
      ]
    }
    // Names give way to numbers: where the window is narrow, their middle is left out.
    let rest = table { _ in "" }.text().split(separator: "\n").map(\.count).max() ?? 0
    let space = max(8, columns - rest)
    let done = progress.done
    let mayEndEarlier = progress.rows.contains(where: \.mayEndEarlier)
    let left = progress.secondsLeft.map { ", \(mayEndEarlier ? "at most " : "")\(StatusLine.clockText($0)) left" } ?? ""
    let hidden =
      isCut
      ? ", \(grouped(progress.rows.count - shown.count)) variation\(progress.rows.count - shown.count == 1 ? "" : "s") not shown"
      : ""
    return table { shortened($0, to: space) }.text().split(separator: "\n").map(String.init)
      + ["\(grouped(done.runs)) of \(grouped(done.of)) run\(done.of == 1 ? "" : "s")\(left)\(hidden)"]
  }
}

/// A text that takes up no more than so many letters, its middle left out where it must be.
private func shortened(_ text: String, to count: Int) -> String {
  guard text.count > count else { return text }
  let first = (count - 1) / 3
  return text.prefix(first) + "…" + text.suffix(count - 1 - first)
}

extension RunResult.Ending {
  /// In words.
  var text: String {
    switch self {
    case .completed: "completed"
    case .stoppedEarly: "stopped early"
    case .gaveUp: "gave up"
    case .diverged: "diverged"
    }
  }
}
