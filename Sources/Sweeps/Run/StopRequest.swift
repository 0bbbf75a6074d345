import Files
import Foundation
import Synchronization

/// A file in a sweep's folder that asks whoever is at the sweep, on whatever machine, to save and end.
final class StopRequest: Sendable {
  private struct Seen {
    var isThere = false
    var last: ContinuousClock.Instant?
  }

  private let path: String
  private let seen = Mutex(Seen())

  init(in folder: SweepFolder) { path = Self.path(in: folder) }

  private static func path(in folder: SweepFolder) -> String { Folder.path(of: "cancelled", in: folder.path) }

  /// Whether it is there; looked for once a second at most, since this is asked at every step.
  var isThere: Bool {
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

  /// Whether the sweep in a folder has been asked to end.
  static func isThere(in folder: SweepFolder) -> Bool { FileManager.default.fileExists(atPath: path(in: folder)) }

  /// Asks.
  static func make(in folder: SweepFolder) throws(FileError) { try AtomicFile.write([], to: path(in: folder)) }

  /// Takes it back.
  static func remove(in folder: SweepFolder) throws(FileError) { try SweepFolder.remove(path(in: folder)) }
}
