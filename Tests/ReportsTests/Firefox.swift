import Foundation

/// Firefox without a window, where it and Python are installed (Debian's `firefox-esr`).
enum Firefox {
  /// What one page has said at one width.
  struct Visit: Decodable {
    let width: Int
    /// The text of the element `results`; nil if it never came.
    let results: String?
    /// Errors, refused requests, and what was logged.
    let console: [String]
  }

  private static let path = ["/usr/bin/firefox-esr", "/usr/bin/firefox"].first(where: FileManager.default.isExecutableFile)
  private static let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first(where: FileManager.default.isExecutableFile)
  private static let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Browser/firefox.py").path
  static var isPresent: Bool { path != nil && python != nil }

  /// Opens files one after the other, each at every width.
  static func open(_ files: [String], widths: [Int]) throws -> [Visit] {
    let process = Process()
    process.executableURL = URL(filePath: python ?? "")
    process.arguments = [script, path ?? "", widths.map(String.init).joined(separator: ",")] + files
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let lines = output.fileHandleForReading.readDataToEndOfFile().split(separator: UInt8(ascii: "\n"))
    process.waitUntilExit()
    return try lines.map { try JSONDecoder().decode(Visit.self, from: $0) }
  }
}
