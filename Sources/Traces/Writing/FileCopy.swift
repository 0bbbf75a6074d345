import Files
import Foundation

/// Copies a file's bytes into one that is there.
enum FileCopy {
  private static let portion = 4 << 20

  /// - Parameter name: the path that a complaint names.
  static func copy(_ source: String, to target: String, of name: String) throws(FileError) {
    let (from, to) = (Foundation.open(source, O_RDONLY | O_CLOEXEC), Foundation.open(target, O_WRONLY | O_TRUNC | O_CLOEXEC))
    defer { for file in [from, to] where file >= 0 { close(file) } }
    guard from >= 0, to >= 0 else { throw failed(name, errno) }
    var buffer = [UInt8](repeating: 0, count: portion)
    while true {
      let count = read(from, &buffer, portion)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failed(name, errno) }
      if count == 0 { return }
      var written = 0
      while written < count {
        let more = buffer.withUnsafeBytes { write(to, $0.baseAddress.map { $0 + written }, count - written) }
        if more < 0, errno == EINTR { continue }
        guard more >= 0 else { throw failed(name, errno) }
        written += more
      }
    }
  }

  private static func failed(_ name: String, _ code: Int32) -> FileError {
    FileError(
      .inputOutput, path: name, problem: "cannot be copied: \(String(cString: strerror(code)))",
      remedy: "make room or choose another place")
  }
}
