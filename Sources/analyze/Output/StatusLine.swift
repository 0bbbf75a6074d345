import Addition
import Foundation
import Synchronization

/// One line on the terminal's standard error, written over and over; nothing where standard error is no terminal.
///
///     let status = StatusLine()
///     defer { status.clear() }
///     status.show { "\(done) of \(total)" }
///
/// May be told from any thread.
final class StatusLine: Sendable {
  private let isShown: Bool
  private let start = ContinuousClock.now
  private let lastShown = Mutex<ContinuousClock.Instant?>(nil)

  /// - Parameter isQuiet: whether nothing is to be shown anyhow.
  init(isQuiet: Bool = false) {
    isShown = !isQuiet && isatty(STDERR_FILENO) == 1
  }

  /// Shows a text, ten times a second at most: more often it is not even made.
  ///
  /// - Parameter text: is given the seconds since the line was created.
  func show(_ text: (_ seconds: Double) -> String) {
    guard isShown else { return }
    // A thread that finds another one writing has better things to do than to wait.
    _ = lastShown.withLockIfAvailable { last in
      let now = ContinuousClock.now
      if let last, now - last < .milliseconds(100) { return }
      last = now
      write("\r" + text((now - start) / .seconds(1)).prefix(columns - 1) + "\u{1B}[K")
    }
  }

  /// Takes the line away, so that what is printed next stands alone.
  func clear() {
    lastShown.withLock { last in
      guard last != nil else { return }
      last = nil
      write("\r\u{1B}[K")
    }
  }

  private var columns: Int {
    var size = winsize()
    return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 1 ? Int(size.ws_col) : 80
  }

  private func write(_ text: String) {
    // A terminal that has gone away is no reason to end the work.
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}

extension StatusLine {
  /// The part of a line that says how fast work goes and how long the rest takes at that speed; nil before there is a speed.
  ///
  /// - Parameters:
  ///   - unit: what is counted, such as `steps`.
  static func pace(done: Int, left: Int, unit: String, seconds: Double) -> String? {
    guard seconds > 0, done > 0 else { return nil }
    let speed = Double(done) / seconds
    return "\(speedText(speed)) \(unit)/s  \(clockText(Double(left) / speed)) left"
  }

  private static func speedText(_ speed: Double) -> String {
    speed < 10 ? String(format: "%.1f", speed) : grouped(Int(speed.rounded()))
  }

  /// Seconds as `0:07`, `12:30` or `1:02:03`.
  static func clockText(_ seconds: Double) -> String {
    let whole = Int(min(seconds.rounded(.up), 1e9))
    let (hours, minutes) = (whole / 3600, whole / 60 % 60)
    let tail = String(format: "%02d", whole % 60)
    return hours > 0 ? "\(hours):\(String(format: "%02d", minutes)):\(tail)" : "\(minutes):\(tail)"
  }
}
