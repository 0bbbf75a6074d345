import Clusters
import Digests
import Files
import Foundation
import Training

/// One task of a sweep that was split: some of its runs, trained here, each on a thread of its own.
///
/// Other tasks are at the same sweep at the same time, on this machine or another, and the store is not touched: what is finished
/// goes into the task's own part, from which `SweepFolder.collect` takes it.
public struct SweepTask: Sendable {
  /// The whole sweep.
  public let plan: SweepPlan
  /// The sweep's folder.
  public let folder: SweepFolder
  /// The task's runs.
  let runs: RunNumbers
  private let submission, task: Int

  /// Takes up a task of a submission.
  ///
  /// - Throws: `SweepError` if there is no such sweep or task, `FileError`.
  public init(_ task: Int, of submission: Int, in folder: SweepFolder) throws {
    let tasks = try SweepSubmission.read(submission, in: folder).tasks
    guard tasks.indices.contains(task) else {
      throw SweepError.noSuchTask(path: folder.path, problem: "submission \(submission) has no task \(task)")
    }
    plan = try folder.store().plan
    (self.folder, self.submission, self.task, runs) = (folder, submission, task, tasks[task])
  }

  /// Trains until all of the task's runs are finished.
  ///
  /// - Parameters:
  ///   - usesOwnDisk: whether runs that are not finished are on this machine's own disk, in a temporary folder. Thousands of tasks then
  ///     leave a shared file system alone but for what is finished; a run that is stopped begins anew.
  ///   - shouldStop: as of `SweepRunner.run`, as `threads` and `observe`.
  /// - Throws: `FileError`, `TrainingError.folderInUse`.
  @discardableResult
  public func run(
    threads: Int, usesOwnDisk: Bool = false, until shouldStop: @escaping @Sendable () -> Bool = { false },
    observe: @escaping SweepRunner.Observer = { _, _ in }
  ) throws -> SweepRunner.Ending {
    // Named so that what a killed attempt left on this disk goes with the next one.
    let name = SHA256.digest(of: URL(filePath: folder.path).path.utf8).hex.prefix(12)
    let own = FileManager.default.temporaryDirectory.appending(path: "carryscope-\(name)-\(submission)-\(task)").path
    if usesOwnDisk { try SweepFolder.remove(own) }
    let workplace = usesOwnDisk ? SweepFolder(own) : folder
    defer { if usesOwnDisk { try? SweepFolder.remove(own) } }
    let finished = try finished()
    let part = try SweepPart.begin(in: folder, submission: submission, task: task)
    let request = StopRequest(in: folder.path)
    let work = SweepWork(
      plan, workplace, threads: threads, finished: finished, only: .runs(runs),
      keeper: try PartKeeper(plan, folder, workplace: workplace, part, finished: finished),
      shouldStop: { shouldStop() || request.isThere },
      observe: observe)
    SweepThreads.run(max(1, min(threads, runs.count - finished.count))) { work.takeRuns() }
    return try work.end() ? .interrupted : .finished
  }

  /// What earlier attempts at the task have finished. What other submissions have is not among its runs.
  private func finished() throws -> [RunResult] {
    var found: [Int: RunResult] = [:]
    for part in SweepPart.all(in: folder, submission: submission, task: task) {
      try part.forEach(of: plan) { record in
        let number = plan.number(of: record.result)
        if runs.contains(number), found[number] == nil { found[number] = record.result }
      }
    }
    return found.sorted { $0.key < $1.key }.map(\.value)
  }
}
