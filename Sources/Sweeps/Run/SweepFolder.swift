import Checkpoints
import Files
import Foundation
import Training

/// A sweep on disk: `sweep.sqlite`, the folders of runs that are not finished (`runs/`), checkpoints of the best (`best/`), and
/// tables (`runs.csv`, `summary.csv`).
public struct SweepFolder: Sendable {
  /// Where the folder is.
  public let path: String

  /// A folder that need not exist yet.
  public init(_ path: String) { self.path = path }

  /// The results.
  public var storePath: String { Folder.path(of: SweepStore.fileName, in: path) }
  /// Where runs are until they are finished.
  var runsPath: String { Folder.path(of: "runs", in: path) }
  /// Where the best runs' checkpoints are.
  public var bestPath: String { Folder.path(of: "best", in: path) }

  /// Whether there is a sweep here.
  public var holdsSweep: Bool { !path.isEmpty && FileManager.default.fileExists(atPath: storePath) }

  /// Whether a process is running the sweep.
  public var isRunning: Bool {
    do throws(SweepError) {
      _ = try SweepLock(path)
      return false
    } catch { return true }
  }

  /// How many runs have been begun and are not finished.
  public func unfinishedRuns(_ results: SweepResults) -> Int {
    let finished = Set(
      results.records.map { runFolder(results.plan.variations[$0.result.variation], seed: $0.result.seed).path })
    return Self.names(in: runsPath).count { !finished.contains(Folder.path(of: $0, in: runsPath)) }
  }

  /// Opens the results.
  ///
  /// - Throws: `SweepError.nothingToResume` if there are none; `FileError` as `SweepStore.init`.
  public func store() throws -> SweepStore {
    guard holdsSweep else { throw SweepError.nothingToResume(path: path) }
    return try SweepStore(storePath)
  }

  /// The folder of a run that is not finished.
  func runFolder(_ variation: SweepVariation, seed: UInt64) -> RunFolder {
    RunFolder(Folder.path(of: "\(variation.folderName)-s\(seed)", in: runsPath))
  }

  /// The checkpoint of one of a variation's best runs: with the seed in its name where several are kept.
  public func bestFolder(_ variation: SweepVariation, seed: UInt64, keep: Int) -> String {
    Folder.path(of: variation.folderName + (keep > 1 ? "-s\(seed)" : ""), in: bestPath)
  }

  /// Writes `runs.csv` and `summary.csv`.
  ///
  /// - Throws: `FileError` if one cannot be written.
  public func writeTables(_ results: SweepResults) throws(FileError) {
    try AtomicFile.write(results.runsCSV, to: Folder.path(of: "runs.csv", in: path))
    try AtomicFile.write(results.summaryCSV, to: Folder.path(of: "summary.csv", in: path))
  }

  /// Makes the folder for a new sweep, and its store.
  func begin(_ plan: SweepPlan, spec: SweepSpec) throws {
    guard !holdsSweep else { throw SweepError.folderTaken(path: path) }
    // Folders of runs that are not this sweep's would be taken for its own.
    for other in [runsPath, bestPath, partsPath, SweepSubmission.folder(of: self)] where !Self.names(in: other).isEmpty {
      throw FileError(
        .wouldDestroyInput, path: other, problem: "there are files in this folder, and no sweep that they belong to",
        remedy: "choose another folder for the sweep")
    }
    try SweepStore.create(plan, spec: spec, at: storePath)
  }

  /// What is in a folder; nothing if there is none.
  static func names(in folder: String) -> [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] }

  /// Removes a folder with all that is in it, if it is there.
  ///
  /// - Throws: `FileError` if that cannot be done.
  static func remove(_ folder: String) throws(FileError) {
    guard FileManager.default.fileExists(atPath: folder) else { return }
    do { try FileManager.default.removeItem(atPath: folder) } catch {
      throw FileError(.inputOutput, path: folder, problem: "the folder cannot be removed", remedy: "check its permissions")
    }
  }
}

/// The right to run a sweep in a folder, for as long as the value lives.
///
/// The lock is the operating system's, on the folder: it leaves no file, and ends with the process however that ends. Where
/// folders cannot be locked, sweeps go unguarded rather than not at all.
final class SweepLock: Sendable {
  private let descriptor: Int32

  /// - Throws: `SweepError.folderInUse` if another process has it.
  init(_ path: String) throws(SweepError) {
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      close(descriptor)
      throw .folderInUse(path: path)
    }
  }

  deinit {
    guard descriptor >= 0 else { return }
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}
