import Foundation

/// Reads a text line by line that nobody has vouched for, from a file or from standard input, a piece at a time.
public enum InputLines {
  /// The path that stands for standard input.
  public static let standardInput = "-"
  /// No text is longer: 4 GB.
  public static let largestSize = 4_000_000_000
  /// No line is longer unless a caller says so, its end not counted.
  public static let longestLine = 4096

  /// How errors and captions call a path: standard input in words.
  public static func title(of path: String) -> String { path == standardInput ? "standard input" : path }

  /// Calls `body` with every line, without its line feed, and the line's number, counted from 1. The last line may lack its
  /// line feed; an empty text has no line.
  ///
  /// - Parameter longest: no line may be longer; memory is taken as lines turn out to need it.
  /// - Throws: `FileError` if the file is not there or cannot be read, if the text or a line of it is too long; and what `body`
  ///   throws.
  public static func forEach(
    of path: String, upTo limit: Int = largestSize, longest: Int = longestLine,
    _ body: (_ line: ArraySlice<UInt8>, _ number: Int) throws -> Void
  ) throws {
    let file = try open(path)
    defer { if file != STDIN_FILENO { close(file) } }
    // One line more than a piece: what is left of the last piece comes before the next.
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    var (filled, total, number) = (0, 0, 0)
    while true {
      if filled == buffer.count { buffer += [UInt8](repeating: 0, count: filled) }
      let count = try read(file, into: &buffer, from: filled, path)
      total += count
      guard total <= limit else {
        throw FileError.damaged(title(of: path), "there are more than \(limit) bytes", remedy: "give a shorter text")
      }
      filled += count
      var start = 0
      while let end = buffer[start..<filled].firstIndex(of: UInt8(ascii: "\n")) {
        number += 1
        try check(end - start, path, number, longest)
        try body(buffer[start..<end], number)
        start = end + 1
      }
      try check(filled - start, path, number + 1, longest)
      if count == 0 {
        if start < filled { try body(buffer[start..<filled], number + 1) }
        return
      }
      buffer.replaceSubrange(0..<(filled - start), with: Array(buffer[start..<filled]))
      filled -= start
    }
  }

  private static func check(_ length: Int, _ path: String, _ number: Int, _ longest: Int) throws(FileError) {
    guard length <= longest else {
      throw FileError.damaged(
        title(of: path), "line \(number) has more than \(longest) bytes", remedy: "check that it is the text you mean")
    }
  }

  private static func open(_ path: String) throws(FileError) -> Int32 {
    guard path != standardInput else { return STDIN_FILENO }
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw FileError(.missing, path: "'\(path)'", problem: "this names no file", remedy: "give a file's path")
    }
    // A named pipe is welcome here, so opening one may wait for its writer.
    let file = Foundation.open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw .unopenable(path, errno) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
      close(file)
      throw FileError(.missing, path: path, problem: "this is a folder", remedy: "give a file in it")
    }
    return file
  }

  /// Reads as much as comes, at most to the end of the buffer; 0 at the end of the text.
  private static func read(_ file: Int32, into buffer: inout [UInt8], from start: Int, _ path: String) throws(FileError) -> Int {
    while true {
      let count = buffer.withUnsafeMutableBytes { bytes in
        Foundation.read(file, bytes.baseAddress?.advanced(by: start), bytes.count - start)
      }
      if count >= 0 { return count }
      if errno != EINTR { throw .unreadable(title(of: path), errno) }
    }
  }
}
