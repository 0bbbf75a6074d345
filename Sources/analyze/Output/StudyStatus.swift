import Addition
import Interpretability

/// Shows how far a study is, with the time that is left; nothing where the user wants quiet.
struct StudyStatus {
  private let progress: WorkProgress?
  private let unit, part: String

  /// - Parameters:
  ///   - unit: what the study counts, such as `runs`.
  ///   - part: which part of the work it is, such as `task 2 of 7`; nil for all.
  init(_ unit: String, part: String? = nil, isQuiet: Bool) {
    progress = isQuiet ? nil : WorkProgress()
    (self.unit, self.part) = (unit, part.map { $0 + ": " } ?? "")
  }

  /// What a study is to tell.
  var tell: StudyProgress {
    { [progress, unit, part] done, total in
      progress?.show { seconds in
        let pace = StatusLine.pace(done: done, left: total - done, unit: unit, seconds: seconds)
        return "\(part)\(grouped(done)) of \(grouped(total)) \(unit)" + (pace.map { "  \($0)" } ?? "")
      }
    }
  }

  /// Takes the line away.
  func clear() { progress?.clear() }
}
