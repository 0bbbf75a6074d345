import CFiles
import Foundation

/// A file being written under a temporary name in the folder of its final place.
///
///     let pending = try PendingFile(for: "trace.h5")
///     ... write to pending.temporaryPath, by whatever library ...
///     try pending.commit()
///
/// Until `commit()` nothing is seen at the final path. A pending file that is dropped, because an error was thrown
/// meanwhile, removes itself; one whose process was killed is removed by the next one for the same path, see
/// `PartialFiles`.
public struct PendingFile: ~Copyable {
  /// The final path, as the caller gave it.
  public let path: String
  /// Where to write meanwhile. The file exists and is empty, and has a lock (`flock`) on it that says that its writer lives.
  public let temporaryPath: String
  /// The final path with symbolic links followed, so that a link stays a link.
  private let target: String
  /// Holds the lock.
  private let descriptor: Int32
  private var isCommitted = false

  /// Prepares to write a file, and removes what killed processes left of it; fails, leaving nothing, when the place cannot be
  /// written.
  public init(for path: String) throws(FileError) {
    guard !path.isEmpty, !path.utf8.contains(0), !path.hasSuffix("/") else {
      throw Self.unwritable(path.isEmpty ? "''" : path, "this names no file", remedy: "give a file's path")
    }
    let existing = try Self.existingFile(at: path)
    let target = existing?.resolvedPath ?? path
    let (folder, name) = Self.split(target)
    var status = stat()
    guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw Self.unwritable(path, "there is no folder '\(folder)'", remedy: "create it first or choose another place")
    }
    PartialFiles.removeAbandoned(of: name, in: folder)
    guard let partial = PartialFiles.create(for: name, in: folder) else { throw Self.unwritable(path, errno) }
    if let existing { fchmod(partial.descriptor, existing.permissions) }
    self.path = path
    self.target = target
    self.temporaryPath = partial.path
    self.descriptor = partial.descriptor
  }

  deinit {
    if !isCommitted { PartialFiles.discard(temporaryPath) }
    PartialFiles.forget(temporaryPath)
    // A child process that is just being started has the descriptor, too, and would keep the lock a moment longer.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  /// Writes the content in one go.
  public func write(_ bytes: [UInt8]) throws(FileError) {
    let file = open(temporaryPath, O_WRONLY | O_TRUNC | O_CLOEXEC)
    guard file >= 0 else { throw Self.unwritable(path, errno) }
    var failure: Int32 = 0
    bytes.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count {
        let count = Foundation.write(file, buffer.baseAddress?.advanced(by: written), buffer.count - written)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else {
          failure = errno
          return
        }
        written += count
      }
    }
    // Some file systems report a full disk only here.
    if close(file) != 0, failure == 0 { failure = errno }
    guard failure == 0 else { throw Self.unwritable(path, failure) }
  }

  /// Lets the kernel begin to bring to the disk what has been written so far, so that `commit()` has less to wait for.
  ///
  /// A hint, for large files: nothing depends on it.
  public func beginWritingBack() { cfiles_begin_writing_back(descriptor) }

  /// Brings the content to the disk, then the file to its final name.
  ///
  /// - Parameter isUnwanted: asked in between, since the disk may take its time; then nothing is left.
  /// - Returns: whether the file stands there.
  @discardableResult
  public consuming func commit(unless isUnwanted: () -> Bool = { false }) throws(FileError) -> Bool {
    // Opened by name, because a library may have put a file of its own there.
    let file = open(temporaryPath, O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return try Self.refuse(path, errno, unless: isUnwanted) }
    let isSynced = fsync(file) == 0
    let failure = errno
    close(file)
    guard isSynced else { throw Self.unwritable(path, failure) }
    if isUnwanted() { return false }
    guard rename(temporaryPath, target) == 0 else { return try Self.refuse(path, errno, unless: isUnwanted) }
    isCommitted = true
    return true
  }

  /// A file that is gone because nobody wants it any more is no failure: see `PartialFiles.removeOwn`.
  private static func refuse(_ path: String, _ code: Int32, unless isUnwanted: () -> Bool) throws(FileError) -> Bool {
    guard isUnwanted() else { throw unwritable(path, code) }
    return false
  }

  private static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let name = String(path[path.index(after: slash)...])
    return (slash == path.startIndex ? "/" : String(path[..<slash]), name)
  }

  /// What stands at the final path already, if it may be replaced.
  private static func existingFile(at path: String) throws(FileError) -> (resolvedPath: String, permissions: mode_t)? {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      if errno == ENAMETOOLONG { throw unwritable(path, ENAMETOOLONG) }
      return nil
    }
    guard let resolved = realpath(path, nil) else {
      throw unwritable(path, "this link leads nowhere", remedy: "remove it or choose another place")
    }
    defer { free(resolved) }
    guard stat(resolved, &status) == 0 else { throw unwritable(path, errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw unwritable(path, "this is a folder", remedy: "give a file's path")
    }
    // Renaming over a device would replace /dev/null itself.
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw unwritable(path, "this is a pipe or a device", remedy: "give a regular file's path")
    }
    guard access(resolved, W_OK) == 0 else { throw unwritable(path, errno) }
    return (String(cString: resolved), status.st_mode & 0o777)
  }

  private static func unwritable(_ path: String, _ code: Int32) -> FileError {
    let remedy =
      switch code {
      case ENOSPC, EDQUOT, EFBIG: "make room or choose another place"
      case ENAMETOOLONG: "choose a shorter name"
      default: "choose a place where you may write"
      }
    return unwritable(path, "cannot be written: \(String(cString: strerror(code)))", remedy: remedy)
  }

  private static func unwritable(_ path: String, _ problem: String, remedy: String) -> FileError {
    FileError(.inputOutput, path: path, problem: problem, remedy: remedy)
  }
}
