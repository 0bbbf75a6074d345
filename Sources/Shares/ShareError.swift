/// Why work cannot be shared.
public enum ShareError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The work cannot be shared by so many tasks.
  case tasks(Int, most: Int)
  /// The folder holds other work.
  case otherWork(path: String)
  /// The folder holds work already.
  case folderTaken(path: String)
  /// The folder holds no shared work.
  case noWork(path: String)
  /// There is no such task.
  case noTask(path: String, Int)
  /// The checkpoint has other weights than when the work was begun.
  case otherWeights(path: String)
  /// Tasks are in Slurm's queue.
  case inQueue(path: String, jobs: String)
  /// Every task is done.
  case nothingLeft(path: String)

  /// One line: what, where and what to do.
  public var description: String {
    switch self {
    case .tasks(let tasks, let most): "the work can be shared by 1 to \(most) tasks and not by \(tasks); give another number"
    case .otherWork(let path): "\(path) holds other work; give what it was begun with or another folder"
    case .folderTaken(let path): "\(path) already holds shared work; resume it or choose another folder"
    case .noWork(let path): "\(path.isEmpty ? "''" : path) holds no shared work; give a folder of analyze split"
    case .noTask(let path, let task): "\(path) has no task \(task); see its status"
    case .otherWeights(let path): "\(path) has other weights than when the work was begun; put those back or begin anew"
    case .inQueue(let path, let jobs): "tasks of \(path) are in Slurm's queue (\(jobs)); wait until they end or cancel them"
    case .nothingLeft(let path): "all tasks of \(path) are done; collect what they found"
    }
  }
}
