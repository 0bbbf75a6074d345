import Addition

/// Why a run cannot start, go on or be resumed.
public enum TrainingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A new run would overwrite the files of another.
  case folderTaken(path: String)
  /// Another run is training in the folder.
  case folderInUse(path: String)
  /// The folder holds no run, or one whose state is gone.
  case nothingToResume(path: String)
  /// Loss or gradient is no longer a finite number. The step was not taken.
  case diverged(step: Int, quantity: String)
  /// The weights of more validations were to be kept than a run keeps.
  case tooManyKept(count: Int, most: Int)

  /// One line: what, where and what to do.
  public var description: String { "\(problem); \(remedy)" }

  /// What is wrong and where, without what to do about it.
  public var problem: String {
    switch self {
    case .folderTaken(let path): "\(path) already holds a run"
    case .folderInUse(let path): "another run is training in \(path)"
    case .nothingToResume(let path): "\(path.isEmpty ? "''" : path) holds no run to resume"
    case .diverged(let step, let quantity): "training diverged: \(quantity) of step \(grouped(step)) is not a finite number"
    case .tooManyKept(let count, let most):
      "the weights of \(grouped(count)) validations were to be kept, and a run keeps \(grouped(most))"
    }
  }

  private var remedy: String {
    switch self {
    case .folderTaken: "resume it or choose another folder"
    case .folderInUse: "wait until it ends or choose another folder"
    case .nothingToResume: "start one there or choose the run's folder"
    case .diverged: "lower learningRate.peak in the recipe"
    case .tooManyKept: "keep fewer of them"
    }
  }
}
