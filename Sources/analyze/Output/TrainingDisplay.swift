import Addition
import Foundation
import Training

/// One line on the terminal's standard error, written over and over; nothing where standard error is no terminal.
struct TrainingDisplay {
  private let name: String
  private let firstStep: Int
  private let start = ContinuousClock.now
  private var lastShown: ContinuousClock.Instant?
  private let isShown = isatty(STDERR_FILENO) == 1

  /// A display for a run that begins or goes on at a step.
  init(name: String, firstStep: Int) {
    self.name = name
    self.firstStep = firstStep
  }

  /// Shows where the run is, ten times a second at most.
  mutating func show(_ progress: TrainingProgress) {
    guard isShown else { return }
    let now = ContinuousClock.now
    if let lastShown, now - lastShown < .milliseconds(100) { return }
    lastShown = now
    write("\r" + Self.line(name: name, progress, firstStep: firstStep, elapsed: now - start).prefix(columns - 1) + "\u{1B}[K")
  }

  /// Takes the line away, so that what is printed next stands alone.
  mutating func clear() {
    guard isShown, lastShown != nil else { return }
    lastShown = nil
    write("\r\u{1B}[K")
  }

  /// The line's text: step, loss, validation's exact match, speed, and the time left at this speed.
  static func line(name: String, _ progress: TrainingProgress, firstStep: Int, elapsed: Duration) -> String {
    let seconds = elapsed / .seconds(1)
    let speed = seconds > 0 ? Double(progress.step - firstStep) / seconds : 0
    var parts = [name, "step \(grouped(progress.step)) of \(grouped(progress.steps))"]
    if let loss = progress.loss { parts.append("loss " + String(format: "%.4f", loss)) }
    if let exact = progress.validation?.exactMatch {
      parts.append("exact \(grouped(exact.count)) of \(grouped(exact.total))")
    }
    if speed > 0 {
      let left = Int((Double(progress.steps - progress.step) / speed).rounded(.up))
      parts += ["\(grouped(Int(speed.rounded()))) steps/s", "\(clockText(left)) left"]
    }
    return parts.joined(separator: "  ")
  }

  /// Seconds as `0:07`, `12:30` or `1:02:03`.
  static func clockText(_ seconds: Int) -> String {
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
    let tail = String(format: "%02d", seconds % 60)
    return hours > 0 ? "\(hours):\(String(format: "%02d", minutes)):\(tail)" : "\(minutes):\(tail)"
  }

  private var columns: Int {
    var size = winsize()
    return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 1 ? Int(size.ws_col) : 80
  }

  private func write(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }
}
