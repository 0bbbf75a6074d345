import Foundation

/// What is asked of Slurm about jobs that were submitted.
public enum Slurm {
  /// Where the tasks of jobs are.
  public enum Queue: Hashable, Sendable {
    /// In the queue: how many tasks are in each state, such as `RUNNING` and `PENDING`.
    case active([String: Int])
    /// None is in the queue any more.
    case over
    /// Nobody can tell: why.
    case unknown(String)
  }

  /// Whether Slurm's programs are here.
  ///
  /// - Throws: `SlurmError.missing` if `sbatch` is not.
  public static func requirePrograms() throws(SlurmError) { _ = try SlurmProgram("sbatch") }

  /// Where the tasks of job arrays are.
  public static func queue(of arrays: [String]) -> Queue {
    var states: [String: Int] = [:]
    for array in arrays {
      do throws(SlurmError) {
        let outcome = try SlurmProgram("squeue").run(["--noheader", "--array", "--job=\(array)", "--format=%T"])
        // A job that is over for some minutes is not known any more.
        if outcome.status != 0, outcome.complaint.contains("Invalid job id") { continue }
        guard outcome.status == 0 else { return .unknown("squeue: \(SlurmProgram.line(outcome.complaint))") }
        for state in outcome.output.split(whereSeparator: \.isWhitespace) { states[String(state), default: 0] += 1 }
      } catch { return .unknown("there is no 'squeue' on this machine") }
    }
    return states.isEmpty ? .over : .active(states)
  }

  /// Takes jobs out of the queue, and ends what runs of them.
  ///
  /// - Throws: `SlurmError`.
  public static func cancel(_ jobs: [String]) throws(SlurmError) {
    guard !jobs.isEmpty else { return }
    let outcome = try SlurmProgram("scancel").run(jobs)
    if outcome.status != 0, !outcome.complaint.contains("Invalid job id") {
      throw .refused(program: "scancel", message: SlurmProgram.line(outcome.complaint))
    }
  }

  /// Queues the task that this process is anew; Slurm ends it then.
  ///
  /// - Throws: `SlurmError`, and if this process is no task of Slurm's.
  public static func requeueOwnTask() throws(SlurmError) {
    let environment = ProcessInfo.processInfo.environment
    guard let array = environment["SLURM_ARRAY_JOB_ID"], let task = environment["SLURM_ARRAY_TASK_ID"] else {
      throw .refused(program: "scontrol", message: "this process is no task of a job array")
    }
    _ = try SlurmProgram("scontrol").succeed(["requeue", "\(array)_\(task)"])
  }
}
