import Foundation

/// Writes files that are either whole or not there.
public enum AtomicFile {
  /// Writes bytes to a file, replacing it in one step: a reader, or a crash at any moment, finds the old file or the new one.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    let pending = try PendingFile(for: path)
    try pending.write(bytes)
    try pending.commit()
  }

  /// Writes a text as UTF-8, in the same way.
  public static func write(_ text: String, to path: String) throws(FileError) {
    try write(Array(text.utf8), to: path)
  }

  /// Fails where a file could not be written, before any work has been done for it; leaves nothing.
  public static func requirePlace(for path: String) throws(FileError) {
    let pending = try PendingFile(for: path)
    _ = consume pending
  }
}

/// A file being written under a temporary name in the folder of its final place.
///
///     let pending = try PendingFile(for: "trace.h5")
///     ... write to pending.temporaryPath, by whatever library ...
///     try pending.commit()
///
/// Until `commit()` nothing is seen at the final path; a pending file that is dropped, because an error was thrown
/// meanwhile, removes itself.
public struct PendingFile: ~Copyable {
  /// The final path, as the caller gave it.
  public let path: String
  /// Where to write meanwhile. The file exists and is empty.
  public let temporaryPath: String
  /// The final path with symbolic links followed, so that a link stays a link.
  private let target: String
  private var isCommitted = false

  /// Prepares to write a file; fails, leaving nothing, when the place cannot be written.
  public init(for path: String) throws(FileError) {
    guard !path.isEmpty, !path.utf8.contains(0), !path.hasSuffix("/") else {
      throw Self.unwritable(path.isEmpty ? "''" : path, "this names no file", remedy: "give a file's path")
    }
    let existing = try Self.existingFile(at: path)
    let target = existing?.resolvedPath ?? path
    let folder = Self.folder(of: target)
    var status = stat()
    guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw Self.unwritable(path, "there is no folder '\(folder)'", remedy: "create it first or choose another place")
    }
    let random = String(UInt64.random(in: .min ... .max), radix: 36)
    let temporaryPath = "\(folder)/.carryscope-\(random).partial"
    let file = open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw Self.unwritable(path, errno) }
    if let existing { fchmod(file, existing.permissions) }
    close(file)
    self.path = path
    self.target = target
    self.temporaryPath = temporaryPath
  }

  deinit {
    if !isCommitted { unlink(temporaryPath) }
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

  /// Brings the content to the disk, then the file to its final name.
  public consuming func commit() throws(FileError) {
    let file = open(temporaryPath, O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { throw Self.unwritable(path, errno) }
    let isSynced = fsync(file) == 0
    let failure = errno
    close(file)
    guard isSynced else { throw Self.unwritable(path, failure) }
    guard rename(temporaryPath, target) == 0 else { throw Self.unwritable(path, errno) }
    isCommitted = true
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// What stands at the final path already, if it may be replaced.
  private static func existingFile(at path: String) throws(FileError) -> (resolvedPath: String, permissions: mode_t)? {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
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
      code == ENOSPC || code == EDQUOT ? "make room or choose another place" : "choose a place where you may write"
    return unwritable(path, "cannot be written: \(String(cString: strerror(code)))", remedy: remedy)
  }

  private static func unwritable(_ path: String, _ problem: String, remedy: String) -> FileError {
    FileError(.inputOutput, path: path, problem: problem, remedy: remedy)
  }
}
