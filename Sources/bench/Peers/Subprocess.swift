import Dispatch
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
  /// - Parameters:
  ///   - words: the program and its arguments.
  ///   - signals: end it as well.
  /// - Throws: `StoppedBySignal`; Foundation's error if it cannot be started or its output cannot be read.
  static func run(_ words: [String], secondsAtMost: Double, signals: BenchSignals) throws -> Subprocess {
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
    let isTooLong = signals.whileWaiting(for: process.processIdentifier) {
      ended.wait(timeout: .now() + secondsAtMost) == .timedOut
    }
    if isTooLong {
      end(process.processIdentifier)
      process.waitUntilExit()
    }
    try signals.check()
    func text(_ name: String) throws -> String {
      let file = try FileHandle(forReadingFrom: streams.appending(path: name))
      defer { try? file.close() }
      return String(decoding: try file.read(upToCount: outputAtMost) ?? Data(), as: UTF8.self)
    }
    return Subprocess(
      end: isTooLong ? .timeLimit : .exit(process.terminationStatus), output: try text("out"), complaint: try text("err"))
  }

  /// Ends a child and, where it leads a group, the children it has started: compilers start several.
  static func end(_ child: Int32) {
    kill(getpgid(child) == child ? -child : child, SIGKILL)
  }
}
