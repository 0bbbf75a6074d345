import Foundation

/// Reads files nobody has vouched for.
public enum InputFile {
  /// No file we read is larger: 1 GiB, ten thousand times the largest model of this suite.
  public static let largestSize = 1 << 30

  /// Reads a whole file. Its size is checked before any memory is taken for it.
  public static func read(_ path: String, upTo limit: Int = largestSize) throws(FileError) -> [UInt8] {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw FileError(.missing, path: "'\(path)'", problem: "this names no file", remedy: "give a file's path")
    }
    // Without O_NONBLOCK, opening a pipe would wait for a writer who may never come.
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw .unopenable(path, errno) }
    defer { close(file) }

    var status = stat()
    guard fstat(file, &status) == 0 else { throw .unreadable(path, errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw FileError(.missing, path: path, problem: "this is a folder", remedy: "give a file in it")
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw FileError(.missing, path: path, problem: "this is a pipe or a device", remedy: "give a regular file")
    }
    let size = Int(status.st_size)
    guard size <= limit else {
      throw FileError(
        .badData, path: path, problem: "the file has \(size) bytes and at most \(limit) are read",
        remedy: "check that it is the file you mean")
    }
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      while filled < size {
        let count = Foundation.read(file, buffer.baseAddress?.advanced(by: filled), size - filled)
        if count < 0, errno == EINTR { continue }
        if count < 0 { failure = errno }
        guard count > 0 else { return }
        filled += count
      }
    }
    guard failure == 0 else { throw .unreadable(path, failure) }
    guard bytes.count == size else {
      throw FileError(.inputOutput, path: path, problem: "the file became shorter while it was read", remedy: "try again")
    }
    return bytes
  }
}

extension FileError {
  /// The system does not open the file.
  static func unopenable(_ path: String, _ code: Int32) -> FileError {
    switch code {
    case ENOENT, ENOTDIR:
      FileError(.missing, path: path, problem: "there is no such file", remedy: "check the path")
    case EACCES, EPERM:
      FileError(.missing, path: path, problem: "you may not read this file", remedy: "check its permissions")
    default:
      FileError(.missing, path: path, problem: "cannot be opened: \(String(cString: strerror(code)))", remedy: "check the path")
    }
  }

  /// The system does not read on.
  static func unreadable(_ path: String, _ code: Int32) -> FileError {
    FileError(
      .inputOutput, path: path, problem: "cannot be read: \(String(cString: strerror(code)))", remedy: "check the disk")
  }
}
