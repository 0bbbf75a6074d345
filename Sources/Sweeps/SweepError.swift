/// Why a sweep cannot be planned, started or taken up.
public enum SweepError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A spec that makes no sense.
  ///
  /// - Parameters:
  ///   - source: the spec's file, or what stands for it.
  ///   - problem: where in it and what; what would do.
  case spec(source: String, problem: String)
  /// A new sweep would mix with what the folder holds.
  case folderTaken(path: String)
  /// The folder holds a run, with which a sweep would mix.
  case holdsRun(path: String)
  /// Another process runs a sweep in the folder.
  case folderInUse(path: String)
  /// The folder holds no sweep.
  case nothingToResume(path: String)
  /// The folder's sweep is of another spec.
  case otherSpec(path: String, difference: String)
  /// The sweep has no such run, or not yet, or not its weights.
  case noSuchRun(path: String, problem: String)
  /// The sweep was not split so.
  case noSuchTask(path: String, problem: String)
  /// Tasks of a cluster are at the sweep.
  case inQueue(path: String, jobs: String)
  /// All runs that count are finished.
  case nothingLeft(path: String)
  /// Nothing can be written to the folder.
  case unwritable(path: String, problem: String)

  /// One line: what, where and what to do.
  public var description: String { "\(problem); \(remedy)" }

  /// What is wrong and where, without what to do about it.
  public var problem: String {
    switch self {
    case .spec(let source, let problem): "\(source): \(problem)"
    case .folderTaken(let path): "\(path) already holds a sweep"
    case .holdsRun(let path): "\(path) holds a run or a checkpoint"
    case .folderInUse(let path): "another process runs a sweep in \(path)"
    case .nothingToResume(let path): "\(path.isEmpty ? "''" : path) holds no sweep"
    case .otherSpec(let path, let difference): "the sweep in \(path) is of another spec: \(difference)"
    case .noSuchRun(let path, let problem), .noSuchTask(let path, let problem), .unwritable(let path, let problem):
      "\(path): \(problem)"
    case .inQueue(let path, let jobs): "tasks of \(path) are in Slurm's queue (\(jobs))"
    case .nothingLeft(let path): "all runs of \(path) are finished"
    }
  }

  private var remedy: String {
    switch self {
    case .spec: "correct the spec"
    case .folderTaken: "resume it or choose another folder"
    case .holdsRun: "choose another folder"
    case .folderInUse: "wait until it ends or choose another folder"
    case .nothingToResume: "start one there or choose the sweep's folder"
    case .otherSpec: "go on with the spec it began with or choose another folder"
    case .noSuchRun: "see what the sweep holds with its status"
    case .noSuchTask: "submit the sweep first"
    case .inQueue: "wait until they end or cancel them"
    case .nothingLeft: "look at its status"
    case .unwritable: "choose another folder"
    }
  }
}
