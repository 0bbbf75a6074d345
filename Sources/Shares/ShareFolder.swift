import Checkpoints
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
  /// - Parameter resume: whether the folder holds the work already.
  /// - Throws: `ShareError` if it holds other work, or work and was to hold none; `FileError` if it cannot be written.
  public func begin(_ work: SplitWork, resume: Bool) throws {
    if resume {
      guard try self.work() == work else { throw ShareError.otherWork(path: path) }
      if case .active = queue { throw ShareError.inQueue(path: path, jobs: jobs.map(\.array).joined(separator: ", ")) }
      return try StopRequest.remove(in: path)
    }
    guard !holdsWork else { throw ShareError.folderTaken(path: path) }
    try Folder.create(partsPath)
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
    do throws(FieldError) { return try FieldDecoder.decode(from: bytes) } catch {
      throw FileError.damaged(path, error.description, remedy: remedy)
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

  private var jobs: [JobArray.Jobs] { (try? read(jobsPath, remedy: "")) ?? [] }

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
    let (place, number) = (URL(filePath: path).path, jobs.count + 1)
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
    try write(jobs + [submitted], to: jobsPath)
    return (submitted, left.count)
  }

  /// The number of the task that is the given one of a submission.
  ///
  /// - Throws: `ShareError.noTask`, `FileError`.
  public func task(_ index: Int, ofSubmission number: Int) throws -> Int {
    let path = Folder.path(of: "\(number).json", in: clusterPath)
    guard FileManager.default.fileExists(atPath: path) else { throw ShareError.noTask(path: self.path, index) }
    let tasks: [Int] = try read(path, remedy: "submit again with --resume")
    guard tasks.indices.contains(index) else { throw ShareError.noTask(path: self.path, index) }
    return tasks[index]
  }

  /// Where the tasks are; nil if none was ever submitted.
  public var queue: Slurm.Queue? {
    let arrays = jobs.map(\.array)
    return arrays.isEmpty ? nil : Slurm.queue(of: arrays)
  }

  /// Asks all that are at the work to save and end, and takes its tasks out of Slurm's queue.
  ///
  /// - Throws: `ShareError.noWork`; `FileError`, `SlurmError`.
  public func cancel() throws {
    guard holdsWork else { throw ShareError.noWork(path: path) }
    try StopRequest.make(in: path)
    try Slurm.cancel(jobs.flatMap { [$0.array, $0.collecting].compactMap(\.self) })
  }

  /// Whether the work was cancelled, and not taken up since.
  public var isCancelled: Bool { StopRequest.isThere(in: path) }
}
