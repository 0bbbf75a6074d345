import Clusters
import Files
import Foundation
import Training

/// A sweep whose runs are trained by the tasks of Slurm job arrays.
///
///     let cluster = try SweepCluster(spec, source: "widths.json", in: SweepFolder("/data/widths"), resume: false)
///     let submitted = try cluster.submit(SlurmOptions(partition: "short"), runsPerTask: 16, program: "/home/me/analyze")
///
/// The tasks see the folder, and so does whoever asks for their status or collects: a file system that all machines share.
public struct SweepCluster: Sendable {
  /// What was submitted.
  public struct Submitted: Hashable, Sendable {
    /// Slurm's numbers.
    public let jobs: JobArray.Jobs
    /// Runs that were not finished, and the tasks that train them.
    public let runs, tasks: Int
  }

  /// What is run.
  public let plan: SweepPlan
  /// The sweep's folder.
  public let folder: SweepFolder
  private let isNew: Bool

  /// Begins a sweep, or takes one up. Nothing is submitted yet.
  ///
  /// - Parameters: as of `SweepRunner.init`.
  /// - Throws: `SlurmError.missing` before anything is written; `SweepError`, `FileError` as `SweepRunner.init`;
  ///   `SweepError.inQueue` if tasks of an earlier submission are not over.
  public init(_ spec: SweepSpec, source: String, in folder: SweepFolder, resume: Bool) throws {
    try Slurm.requirePrograms()
    // Made before anything is asked of the folder: what makes no sense leaves nothing behind.
    let plan = try spec.plan(source: source)
    _ = try SweepRunner(spec, source: source, in: folder, resume: resume)
    (self.plan, self.folder, isNew) = (plan, folder, !resume)
  }

  /// No array has more tasks unless it is asked for: Slurm's own limit, `MaxArraySize`, is 1,001 unless a cluster has another.
  static let mostTasks = 1_000
  /// A task of fewer runs would be over before its start was worth it.
  static let fewestRuns = 16

  /// Runs a task gets if nobody says how many.
  public static func usualRunsPerTask(_ runs: Int) -> Int { max(fewestRuns, (runs + mostTasks - 1) / mostTasks) }

  /// Hands all runs that are not finished to Slurm.
  ///
  /// - Parameters:
  ///   - runsPerTask: how many one task trains; nil for 16, or as many as keep the array below 1,000 tasks.
  ///   - usesOwnDisk: see `SweepTask.run`.
  ///   - program: `analyze`, where the tasks' machines find it.
  /// - Throws: `SlurmError`, `FileError`: then nothing is in the queue, and of a new sweep nothing in its folder;
  ///   `SweepError.nothingLeft` if all runs are finished.
  public func submit(_ options: SlurmOptions, runsPerTask: Int? = nil, usesOwnDisk: Bool = false, program: String) throws
    -> Submitted
  {
    do {
      return try submitRuns(options, runsPerTask: runsPerTask, usesOwnDisk: usesOwnDisk, program: program)
    } catch {
      // Whatever is in the queue finds its folder.
      if case SlurmError.unclear = error { throw error }
      if isNew {
        for path in [SweepSubmission.folder(of: folder), folder.storePath] { try? SweepFolder.remove(path) }
        // Only a folder that has nothing else in it goes.
        rmdir(folder.path)
      }
      throw error
    }
  }

  private func submitRuns(_ options: SlurmOptions, runsPerTask: Int?, usesOwnDisk: Bool, program: String) throws -> Submitted {
    let results = try folder.results()
    guard !results.isFinished else { throw SweepError.nothingLeft(path: folder.path) }
    let known = Set(results.records.map { plan.number(of: $0.result) })
    let runs = plan.variations.indices.flatMap { variation in
      // Behind the last success that is asked for, nothing counts.
      plan.runs(of: variation).prefix(results.seedCount(of: variation)).filter { !known.contains($0) }
    }
    var submission = SweepSubmission(
      tasks: RunNumbers.parts(of: runs, size: runsPerTask ?? Self.usualRunsPerTask(runs.count)), jobs: nil)
    let home = SweepSubmission.folder(of: folder)
    let logs = Folder.path(of: "logs", in: home)
    try Folder.create(logs)
    let number = (SweepSubmission.numbers(in: folder).last ?? 0) + 1
    try submission.write(number, in: folder)
    let place = URL(filePath: folder.path).path
    let array = JobArray(
      name: plan.name, tasks: submission.tasks.count,
      command: [
        program, "sweep", "task", place, "--submission", "\(number)", "--threads", "\(options.cpusPerTask)", "--requeue",
      ] + (usesOwnDisk ? ["--scratch"] : []),
      numbered: "--task", collect: [program, "sweep", "collect", place],
      script: URL(filePath: Folder.path(of: "\(number).sh", in: home)).path, logs: URL(filePath: logs).path)
    let jobs: JobArray.Jobs
    do { jobs = try array.submit(options) } catch {
      if case SlurmError.unclear = error { throw error }
      try? SweepFolder.remove(SweepSubmission.path(number, in: folder))
      throw error
    }
    submission.jobs = jobs
    do { try submission.write(number, in: folder) } catch {
      // A job that nobody knows of is worse than none.
      try? Slurm.cancel(jobs.numbers)
      throw error
    }
    return Submitted(jobs: jobs, runs: runs.count, tasks: submission.tasks.count)
  }
}

extension SweepFolder {
  private func jobs() throws -> [JobArray.Jobs] {
    try SweepSubmission.numbers(in: self).compactMap { try SweepSubmission.read($0, in: self).jobs }
  }

  /// Where the tasks of this sweep are; nil if none was ever submitted.
  ///
  /// - Throws: `FileError` if what was taken down of submissions is damaged.
  public func queue() throws -> Slurm.Queue? {
    let arrays = try jobs().map(\.array)
    return arrays.isEmpty ? nil : Slurm.queue(of: arrays)
  }

  /// - Throws: `SweepError.inQueue` if tasks are at the sweep, as far as can be told from here; `FileError`.
  func requireNoTasks() throws {
    if case .active = try queue() {
      throw SweepError.inQueue(path: path, jobs: try jobs().map(\.array).joined(separator: ", "))
    }
  }

  /// Asks all that are at the sweep, on whatever machine, to save what they have and end, and takes its tasks out of Slurm's queue.
  ///
  /// - Throws: `SweepError.nothingToResume` if there is no sweep; `SlurmError` if its tasks cannot be taken out of the queue from
  ///   here: those that run end all the same, and those that wait as soon as they begin.
  public func cancel() throws {
    guard holdsSweep else { throw SweepError.nothingToResume(path: path) }
    try StopRequest.make(in: path)
    try Slurm.cancel(jobs().flatMap(\.numbers))
  }

  /// Whether the sweep has been cancelled, and not taken up since.
  public var isCancelled: Bool { StopRequest.isThere(in: path) }
}
