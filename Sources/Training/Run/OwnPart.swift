/// A part of a training that is code of the library's user instead of what the recipe says. No file holds it: a run that has such
/// parts is taken up again by the program that gives them.
public enum OwnPart: String, Codable, Hashable, Sendable, CaseIterable {
  /// Which problems a step is taken on.
  case sampler
  /// What is minimized.
  case loss
  /// Learning rate and weight decay.
  case schedule

  /// The key under which a checkpoint's notes tell of such parts, in words.
  package static let noteName = "trained_with"
}

extension [OwnPart] {
  /// "its own sampler and loss".
  package var inWords: String {
    let names = map(\.rawValue)
    let last = names.last.map { names.count > 1 ? " and " + $0 : $0 } ?? ""
    return "its own " + names.dropLast().joined(separator: ", ") + last
  }
}
