import Foundation

/// Other implementations, where they are installed: `python3`, or the interpreter that `CARRYSCOPE_PYTHON` names.
public enum Python {
  /// The interpreter's path or name.
  public static let interpreter = ProcessInfo.processInfo.environment["CARRYSCOPE_PYTHON"] ?? "python3"

  /// Whether the interpreter imports all these modules.
  public static func has(_ modules: String...) -> Bool {
    (try? run(["-c", "import " + modules.joined(separator: ", ")])) != nil
  }

  /// Runs a script of `Tests/GoldenFixtures`.
  ///
  /// - Throws: what the script wrote to its standard error, if it failed.
  public static func run(script: String, _ arguments: String...) throws {
    try run(["\(ShippedModel.goldenFolder)/\(script)"] + arguments)
  }

  private static func run(_ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [interpreter, "-B"] + arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let complaint = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw GoldenFileError(description: String(decoding: complaint, as: UTF8.self)) }
  }
}
