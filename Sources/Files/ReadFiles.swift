import Foundation

/// Files that are read, onto none of which anything may be written: neither under their own name nor through a link to them.
public struct ReadFiles: Sendable {
  private struct Identity: Hashable {
    let device: UInt64
    let number: UInt64
  }

  private let names: [Identity: String]

  /// Takes down which files these are; those that do not exist, or are no regular files, are left out.
  public init(_ paths: [String]) {
    var names: [Identity: String] = [:]
    for path in paths {
      guard let identity = Self.identity(of: path), names[identity] == nil else { continue }
      names[identity] = path
    }
    self.names = names
  }

  /// Fails where writing a file would destroy one of these.
  ///
  /// - Throws: `FileError` of category `.wouldDestroyInput`.
  public func forbidWriting(to path: String) throws(FileError) {
    guard let identity = Self.identity(of: path), let name = names[identity] else { return }
    throw FileError(
      .wouldDestroyInput, path: path,
      problem: name == path ? "this file is an input, which would be lost" : "this is \(name), an input, which would be lost",
      remedy: "write to another place")
  }

  /// Two paths lead to the same file when device and inode agree, whatever symbolic and hard links, `.` and `..` are on the way.
  private static func identity(of path: String) -> Identity? {
    var status = stat()
    guard !path.isEmpty, !path.utf8.contains(0), stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Identity(device: UInt64(truncatingIfNeeded: status.st_dev), number: UInt64(truncatingIfNeeded: status.st_ino))
  }
}
