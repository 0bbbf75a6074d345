import Foundation

/// Chromium without a window, where it is installed (Debian's `chromium`).
enum Browser {
  static let path = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }
  static var isPresent: Bool { path != nil }

  /// The document after its scripts have run, and what the browser logged to its console.
  static func open(_ file: String, width: Int, options: [String] = []) throws -> (document: String, console: [Substring]) {
    let profile = file + "-profile"
    defer { try? FileManager.default.removeItem(atPath: profile) }
    let process = Process()
    process.executableURL = URL(filePath: path ?? "")
    process.arguments =
      [
        "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--enable-logging=stderr",
        "--user-data-dir=\(profile)",
        "--window-size=\(width),900", "--timeout=60000", "--dump-dom",
      ] + options + ["file://\(file)"]
    let log = file + ".log"
    FileManager.default.createFile(atPath: log, contents: nil)
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle(forWritingAtPath: log)
    try process.run()
    let document = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
    return (document, lines.filter { $0.contains("CONSOLE") })
  }
}
