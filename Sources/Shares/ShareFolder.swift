import Certificates
import Clusters
import Files
import Foundation

/// Shared work on disk, for all machines that see the folder: `work.json`, and `parts/` with what each task has found.
///
/// A part is written anew as a task gets on, in one step, and has one name whoever writes it: that two attempts at one task come to the
/// same is why none needs a lock.
public struct ShareFolder: Sendable {
  /// Where the folder is.
  public let path: String

  /// A folder that need not exist yet.
  public init(_ path: String) { self.path = path }

  private var workPath: String { Folder.path(of: "work.json", in: path) }
  private var jobsPath: String { Folder.path(of: "jobs.json", in: clusterPath) }
  private var clusterPath: String { Folder.path(of: "slurm", in: path) }
  private var partsPath: String { Folder.path(of: "parts", in: path) }

  /// Whether there is shared work here.
  public var holdsWork: Bool { !path.isEmpty && FileManager.default.fileExists(atPath: workPath) }

  /// Begins work, or takes it up.
  ///
  /// - Parameter resume: whether the folder holds the work already; more time for a certificate may be given then.
  /// - Throws: `ShareError` if it holds other work, or work and was to hold none; `FileError` if it cannot be written.
  public func begin(_ work: SplitWork, resume: Bool) throws {
    if resume {
      guard try self.work().isSame(as: work) else { throw ShareError.otherWork(path: path) }
      if case .active = try queue() {
        throw ShareError.inQueue(path: path, jobs: try jobs().map(\.array).joined(separator: ", "))
      }
      // There may be more time for it now.
      try write(work, to: workPath)
      return try StopRequest.remove(in: path)
    }
    guard !holdsWork else { throw ShareError.folderTaken(path: path) }
    // What others have left would be taken for this work's.
    for other in [partsPath, clusterPath] where !((try? FileManager.default.contentsOfDirectory(atPath: other)) ?? []).isEmpty {
      throw FileError(
        .wouldDestroyInput, path: other, problem: "there are files in this folder, and no work that they belong to",
        remedy: "choose another folder for the work")
    }
    try Folder.create(partsPath)
    try StopRequest.remove(in: path)
    try write(work, to: workPath)
  }

  /// The work.
  ///
  /// - Throws: `ShareError.noWork` if there is none; `FileError` if it is damaged.
  public func work() throws -> SplitWork {
    guard holdsWork else { throw ShareError.noWork(path: path) }
    return try read(workPath, remedy: "begin anew in another folder")
  }

  // MARK: Parts

  private func partPath(_ task: Int) -> String { Folder.path(of: "\(task).json", in: partsPath) }

  /// What a task has found so far; nil if it has not begun.
  func part<Part: Decodable>(_ task: Int, as _: Part.Type) throws -> Part? {
    let path = partPath(task)
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    return try read(path, remedy: "remove the file: its task is done again")
  }

  func write(part: some Encodable, of task: Int) throws(FileError) { try write(part, to: partPath(task)) }

  /// What is wrong with a task's part.
  func damaged(_ task: Int, _ problem: String) -> FileError {
    .damaged(partPath(task), problem, remedy: "remove the file: its task is done again")
  }

  private func read<Value: Decodable>(_ path: String, remedy: String) throws -> Value {
    let bytes = try InputFile.read(path, upTo: 1 << 28)
    // Not the decoder of recipes, which takes a million values at most: a proof has more.
    do { return try JSONDecoder().decode(Value.self, from: Data(bytes)) } catch {
      throw FileError.damaged(path, (error as? DecodingError)?.inOneLine ?? "it is no JSON", remedy: remedy)
    }
  }

  private func write(_ value: some Encodable, to path: String) throws(FileError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let json = try? encoder.encode(value) else {
      throw FileError(.badData, path: path, problem: "a number is not finite", remedy: "look at the checkpoint")
    }
    try AtomicFile.write(Array(json), to: path)
  }

  // MARK: Slurm

  private func jobs() throws -> [JobArray.Jobs] {
    guard FileManager.default.fileExists(atPath: jobsPath) else { return [] }
    return try read(jobsPath, remedy: "look with squeue for tasks, and remove the file")
  }

  /// Hands the tasks that are not done to Slurm.
  ///
  /// - Parameter program: `analyze`, where the tasks' machines find it.
  /// - Throws: `SlurmError`, `FileError`: then nothing is in the queue; `ShareError.nothingLeft`.
  public func submit(_ options: SlurmOptions, program: String) throws -> (jobs: JobArray.Jobs, tasks: Int) {
    let work = try work()
    let left = try (0..<work.tasks).filter { try !isDone($0, of: work) }
    guard !left.isEmpty else { throw ShareError.nothingLeft(path: path) }
    let logs = Folder.path(of: "logs", in: clusterPath)
    try Folder.create(logs)
    let earlier = try jobs()
    let (place, number) = (URL(filePath: path).path, earlier.count + 1)
    // An array counts from 0: which task that is says a file.
    try write(left, to: Folder.path(of: "\(number).json", in: clusterPath))
    let array = JobArray(
      name: "carryscope", tasks: left.count,
      command: [
        program, "split", "task", place, "--submission", "\(number)", "--threads", "\(options.cpusPerTask)", "--requeue",
      ],
      numbered: "--task", collect: [program, "split", "collect", place],
      script: URL(filePath: Folder.path(of: "\(number).sh", in: clusterPath)).path, logs: URL(filePath: logs).path)
    let submitted = try array.submit(options)
    do { try write(earlier + [submitted], to: jobsPath) } catch {
      // A job that nobody knows of is worse than none.
      try? Slurm.cancel(submitted.numbers)
      throw error
    }
    return (submitted, left.count)
  }

  /// Takes back work that was begun and came to nothing: only where no task has begun.
  public func forget() {
    guard (try? FileManager.default.contentsOfDirectory(atPath: partsPath))?.isEmpty ?? false else { return }
    for other in [workPath, clusterPath, partsPath] { try? FileManager.default.removeItem(atPath: other) }
    rmdir(path)
  }

  /// The number of the task that is the given one of a submission.
  ///
  /// - Throws: `ShareError.noTask`, `FileError`.
  public func task(_ index: Int, ofSubmission number: Int) throws -> Int {
    let path = Folder.path(of: "\(number).json", in: clusterPath)
    guard FileManager.default.fileExists(atPath: path) else { throw ShareError.noTask(path: self.path, index) }
    let tasks: [Int] = try read(path, remedy: "submit again with --resume")
    guard tasks.indices.contains(index), tasks[index] >= 0 else { throw ShareError.noTask(path: self.path, index) }
    return tasks[index]
  }

  /// Where the tasks are; nil if none was ever submitted.
  ///
  /// - Throws: `FileError` if what was taken down of submissions is damaged.
  public func queue() throws -> Slurm.Queue? {
    let arrays = try jobs().map(\.array)
    return arrays.isEmpty ? nil : Slurm.queue(of: arrays)
  }

  /// Asks all that are at the work to save and end, and takes its tasks out of Slurm's queue.
  ///
  /// - Throws: `ShareError.noWork`; `FileError`, `SlurmError`.
  public func cancel() throws {
    guard holdsWork else { throw ShareError.noWork(path: path) }
    try StopRequest.make(in: path)
    try Slurm.cancel(jobs().flatMap(\.numbers))
  }

  /// Whether the work was cancelled, and not taken up since.
  public var isCancelled: Bool { StopRequest.isThere(in: path) }
}
