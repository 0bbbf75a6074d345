import Files
import Foundation
import Synchronization

/// A file in a folder of shared work that asks whoever is at it, on whatever machine, to save and end.
public final class StopRequest: Sendable {
  private struct Seen {
    var isThere = false
    var last: ContinuousClock.Instant?
  }

  private let path: String
  private let seen = Mutex(Seen())

  /// Watches a folder.
  public init(in folder: String) { path = Self.path(in: folder) }

  private static func path(in folder: String) -> String { Folder.path(of: "cancelled", in: folder) }

  /// Whether it is there; looked for once a second at most, since this is asked at every step.
  public var isThere: Bool {
    // Whoever finds another thread looking hears of it the next time.
    seen.withLockIfAvailable { seen in
      let now = ContinuousClock.now
      if !seen.isThere, seen.last.map({ now - $0 > .seconds(1) }) ?? true {
        seen.last = now
        seen.isThere = FileManager.default.fileExists(atPath: path)
      }
      return seen.isThere
    } ?? false
  }

  /// Whether those at the work in a folder have been asked to end.
  public static func isThere(in folder: String) -> Bool { FileManager.default.fileExists(atPath: path(in: folder)) }

  /// Asks.
  ///
  /// - Throws: `FileError` if the folder cannot be written.
  public static func make(in folder: String) throws(FileError) { try AtomicFile.write([], to: path(in: folder)) }

  /// Takes it back.
  ///
  /// - Throws: `FileError` if the folder cannot be written.
  public static func remove(in folder: String) throws(FileError) {
    guard unlink(path(in: folder)) != 0, errno != ENOENT else { return }
    throw FileError(
      .inputOutput, path: path(in: folder), problem: "cannot be removed: \(String(cString: strerror(errno)))",
      remedy: "check the folder's permissions")
  }
}
