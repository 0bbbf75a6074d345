import Addition
import Clusters

/// Where tasks are, in words.
enum QueueText {
  static func text(of queue: Slurm.Queue) -> String {
    switch queue {
    case .active(let states):
      let tasks = states.sorted { $0.key < $1.key }.map { "\(grouped($0.value)) \($0.key.lowercased())" }
      return "in Slurm's queue: tasks \(tasks.joined(separator: ", "))"
    case .over: return "not in Slurm's queue any more"
    case .unknown(let why): return "handed to Slurm; \(why)"
    }
  }
}
