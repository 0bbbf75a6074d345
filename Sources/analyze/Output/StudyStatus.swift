import Addition
import Interpretability

/// Shows how far a study is, with the time that is left; nothing where the user wants quiet.
struct StudyStatus {
  private let progress: WorkProgress?
  private let unit: String

  /// - Parameter unit: what the study counts, such as `runs`.
  init(_ unit: String, isQuiet: Bool) {
    progress = isQuiet ? nil : WorkProgress()
    self.unit = unit
  }

  /// What a study is to tell.
  var tell: StudyProgress {
    { [progress, unit] done, total in
      progress?.show { seconds in
        let pace = StatusLine.pace(done: done, left: total - done, unit: unit, seconds: seconds)
        return "\(grouped(done)) of \(grouped(total)) \(unit)" + (pace.map { "  \($0)" } ?? "")
      }
    }
  }

  /// Takes the line away.
  func clear() { progress?.clear() }
}
