import Foundation

/// The real executable, run as a shell would.
struct AnalyzeProcess {
  /// How a run ended.
  struct Outcome {
    let exitCode: Int32
    let output: String
    let complaint: String
  }

  struct NotBuilt: Error, CustomStringConvertible {
    let description = "the executable 'analyze' is not beside the tests"
  }

  /// The products' folder: the test bundle's, or on macOS the folder that holds the bundle.
  static func executable() throws -> URL {
    let places = [URL(filePath: CommandLine.arguments[0])] + Bundle.allBundles.map(\.bundleURL)
    let candidates = places.map { $0.deletingLastPathComponent().appending(path: "analyze") }
    guard let found = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) }) else {
      throw NotBuilt()
    }
    return found
  }

  private let process = Process()
  private let streams: URL

  /// Starts the executable in a folder, with this process's environment unless another is given. Its output goes to files outside of the folder, so that none can fill a pipe.
  init(_ arguments: [String], in folder: String, environment: [String: String]? = nil) throws {
    streams = FileManager.default.temporaryDirectory.appending(path: "analyze-streams-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: streams, withIntermediateDirectories: true)
    func stream(_ name: String) throws -> FileHandle {
      let url = streams.appending(path: name)
      try Data().write(to: url)
      return try FileHandle(forWritingTo: url)
    }
    process.executableURL = try Self.executable()
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder)
    if let environment { process.environment = environment }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try stream("out")
    process.standardError = try stream("err")
    try process.run()
  }

  var isRunning: Bool { process.isRunning }

  /// Sends a signal.
  func send(_ signal: Int32) {
    kill(process.processIdentifier, signal)
  }

  /// Waits for the end.
  func wait() throws -> Outcome {
    process.waitUntilExit()
    defer { try? FileManager.default.removeItem(at: streams) }
    func text(_ name: String) throws -> String {
      String(decoding: try Data(contentsOf: streams.appending(path: name)), as: UTF8.self)
    }
    // A status from a signal is negative, which no exit code is.
    let code = process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    return Outcome(exitCode: code, output: try text("out"), complaint: try text("err"))
  }

  /// Runs it to its end.
  static func run(_ arguments: [String], in folder: String) throws -> Outcome {
    try AnalyzeProcess(arguments, in: folder).wait()
  }
}
