import Files
import Foundation
import Synchronization
import Training

/// The runs that one attempt at a task has finished: a file to which lines are only added.
///
/// No file has two writers, and nobody needs a lock: not every file system that machines share has locks that work. A line that
/// was being written when the machine failed is no run. The same run may be in two parts, since a task that was taken for dead may have lived
/// on: then both tell the same of it.
struct SweepPart {
  let path: String

  /// All parts in a folder, by name.
  static func all(in folder: SweepFolder) -> [SweepPart] {
    SweepFolder.names(in: folder.partsPath).filter { $0.hasSuffix(suffix) }.sorted().map {
      SweepPart(path: Folder.path(of: $0, in: folder.partsPath))
    }.filter { part in
      // Opening a pipe would wait for somebody to write.
      var status = stat()
      return stat(part.path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }
  }

  /// The parts of all attempts at one task.
  static func all(in folder: SweepFolder, submission: Int, task: Int) -> [SweepPart] {
    let prefix = prefix(submission: submission, task: task)
    return all(in: folder).filter { URL(filePath: $0.path).lastPathComponent.hasPrefix(prefix) }
  }

  private static let suffix = ".jsonl"

  private static func prefix(submission: Int, task: Int) -> String { "\(submission)-\(task)-" }

  /// Makes the part of an attempt at a task.
  ///
  /// - Throws: `FileError` if it cannot be written.
  static func begin(in folder: SweepFolder, submission: Int, task: Int) throws(FileError) -> Writer {
    try Folder.create(folder.partsPath)
    // The attempt's own name: whoever tries again, or at the same time, has another.
    let name = "\(prefix(submission: submission, task: task))\(String(UInt64.random(in: .min ... .max), radix: 36))\(suffix)"
    return try Writer(Folder.path(of: name, in: folder.partsPath))
  }

  /// Calls `body` with every run that is whole, also behind one that is damaged.
  ///
  /// - Throws: `FileError` if the file cannot be read or, once all others have been handed on, for the first line that no run of the plan
  ///   can have written; and what `body` throws.
  func forEach(of plan: SweepPlan, _ body: (RunRecord) throws -> Void) throws {
    var (torn, last): (Int?, Int) = (nil, 0)
    var problem: String?
    try InputLines.forEach(of: path, longest: PartLine.longest) { line, number in
      last = number
      let record: RunRecord
      do throws(RunRow.Impossible) {
        guard let row = try PartLine.row(line) else {
          if torn == nil { torn = number }
          return
        }
        record = try row.record(of: plan)
      } catch {
        problem = problem ?? "line \(number): \(error.problem)"
        return
      }
      try body(record)
    }
    // The last line may have been under way when the machine failed: then it has no end.
    if let torn, torn < last || endsWithLine { problem = problem ?? "line \(torn) is damaged" }
    if let problem {
      throw FileError.damaged(
        path, problem, remedy: "its other lines are good: collect, remove the file, and resume for what it lacks")
    }
  }

  private var endsWithLine: Bool {
    guard let file = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? file.close() }
    guard let size = try? file.seekToEnd(), size > 0 else { return false }
    try? file.seek(toOffset: size - 1)
    return (try? file.read(upToCount: 1)) == Data("\n".utf8)
  }

  /// Writes a part; any thread may.
  final class Writer: Sendable {
    let path: String
    private let file: Mutex<Int32>

    fileprivate init(_ path: String) throws(FileError) {
      self.path = path
      let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { throw Self.failure(path, errno) }
      file = Mutex(descriptor)
    }

    deinit { _ = file.withLock { close($0) } }

    /// Adds a run, and returns once it is on the disk.
    ///
    /// - Throws: `FileError` if it cannot be written; then the file is as it was.
    func add(_ record: RunRecord, of plan: SweepPlan) throws(FileError) {
      let line: [UInt8]
      do throws(RunRow.Impossible) { line = try PartLine.text(of: RunRow(record, plan)) } catch {
        throw FileError(.badData, path: path, problem: error.problem, remedy: "remove the run and resume")
      }
      try file.withLock { (file) throws(FileError) in
        let before = lseek(file, 0, SEEK_END)
        var written = 0
        while written < line.count {
          let count = line.withUnsafeBytes { write(file, $0.baseAddress?.advanced(by: written), line.count - written) }
          if count < 0, errno == EINTR { continue }
          guard count > 0 else { break }
          written += count
        }
        guard written == line.count, fsync(file) == 0 else {
          let code = errno
          if before >= 0 { ftruncate(file, before) }
          throw Self.failure(path, code)
        }
      }
    }

    private static func failure(_ path: String, _ code: Int32) -> FileError {
      FileError(
        .inputOutput, path: path, problem: "cannot be written: \(String(cString: strerror(code)))",
        remedy: "make room or check your permissions, and resume")
    }
  }
}
