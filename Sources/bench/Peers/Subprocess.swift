import Dispatch
import Files
import Foundation

/// A program run to its end, or stopped when it takes too long.
struct Subprocess {
  /// How it ended.
  enum End: Equatable {
    case exit(Int32)
    case timeLimit
  }

  let end: End
  let output: String
  let complaint: String

  /// The last line on standard error.
  var lastComplaint: String { complaint.split(whereSeparator: \.isNewline).last.map(String.init) ?? "it did not say why" }

  /// More than this is not read of what it prints.
  private static let outputAtMost = 1 << 20

  /// Runs a program that the PATH finds.
  ///
  /// Its output goes to files: a pipe could fill up, or be held open by children that outlive it.
  ///
  /// - Parameter words: the program and its arguments.
  /// - Throws: `FileError` if it cannot be started or its output cannot be read.
  static func run(_ words: [String], secondsAtMost: Double) throws -> Subprocess {
    let streams = FileManager.default.temporaryDirectory.appending(path: "carryscope-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: streams, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: streams) }
    func stream(_ name: String) throws -> FileHandle {
      let url = streams.appending(path: name)
      try Data().write(to: url)
      return try FileHandle(forWritingTo: url)
    }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = words
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try stream("out")
    process.standardError = try stream("err")
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    let signals = RelayedSignals(to: process.processIdentifier)
    defer { signals.cancel() }
    let isTooLong = ended.wait(timeout: .now() + secondsAtMost) == .timedOut
    if isTooLong {
      RelayedSignals.stop(process.processIdentifier)
      process.waitUntilExit()
    }
    func text(_ name: String) throws -> String {
      String(decoding: try InputFile.read(streams.appending(path: name).path, upTo: outputAtMost), as: UTF8.self)
    }
    return Subprocess(
      end: isTooLong ? .timeLimit : .exit(process.terminationStatus), output: try text("out"), complaint: try text("err"))
  }
}

/// Ctrl-C and the polite `kill` end the bench and the program that it waits for, which is in a process group of its own.
private struct RelayedSignals {
  private let sources: [any DispatchSourceSignal]

  init(to child: Int32) {
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global(qos: .userInitiated))
      source.setEventHandler {
        Self.stop(child)
        _exit(128 + number)
      }
      source.resume()
      return source
    }
  }

  func cancel() {
    for source in sources { source.cancel() }
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }

  /// Ends a child and, where it leads a group, the children it has started: compilers start several.
  static func stop(_ child: Int32) {
    if getpgid(child) == child { kill(-child, SIGKILL) } else { kill(child, SIGKILL) }
  }
}
