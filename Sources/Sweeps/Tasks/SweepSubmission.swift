import Checkpoints
import Clusters
import Files
import Foundation

/// What was handed to a cluster at one time: which runs belong to which task, and by what numbers Slurm knows it.
struct SweepSubmission: Codable, Hashable, Sendable {
  /// The runs of each task.
  let tasks: [RunNumbers]
  /// Nil as long as Slurm has not taken it.
  var jobs: JobArray.Jobs?

  /// Where the submissions of a sweep are.
  static func folder(of sweep: SweepFolder) -> String { Folder.path(of: "slurm", in: sweep.path) }
  static func path(_ number: Int, in sweep: SweepFolder) -> String {
    Folder.path(of: "\(number).json", in: folder(of: sweep))
  }

  /// Nobody submits more often.
  private static let most = 1_000_000

  /// The numbers of all submissions.
  static func numbers(in sweep: SweepFolder) -> [Int] {
    SweepFolder.names(in: folder(of: sweep)).compactMap { $0.hasSuffix(".json") ? Int($0.dropLast(5)) : nil }.filter {
      (1...most).contains($0)
    }.sorted()
  }

  /// Reads a submission.
  ///
  /// - Throws: `SweepError.noSuchTask` if there is none of that number; `FileError` if it is damaged.
  static func read(_ number: Int, in sweep: SweepFolder) throws -> SweepSubmission {
    guard numbers(in: sweep).contains(number) else {
      throw SweepError.noSuchTask(path: sweep.path, problem: "it has no submission \(number)")
    }
    let path = path(number, in: sweep)
    let bytes = try InputFile.read(path, upTo: 1 << 26)
    do throws(FieldError) { return try FieldDecoder.decode(from: bytes) } catch {
      throw FileError.damaged(path, error.description, remedy: "remove the file, and submit with --resume")
    }
  }

  func write(_ number: Int, in sweep: SweepFolder) throws(FileError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    // Numbers and short texts encode.
    let json = (try? encoder.encode(self)).map { Array($0) } ?? []
    try AtomicFile.write(json, to: Self.path(number, in: sweep))
  }
}
