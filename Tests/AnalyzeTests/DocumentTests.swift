import Foundation
import Reports
import Testing

/// Every command that a document shows is run, and must say what the document says.
@Suite(.serialized) struct DocumentTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL

  /// README, notebooks and model cards.
  static var documents: [String] {
    get throws {
      let manager = FileManager.default
      let notebooks = try manager.contentsOfDirectory(atPath: root.path + "/notebooks-md").map { "notebooks-md/" + $0 }
      let cards = try manager.contentsOfDirectory(atPath: root.path + "/checkpoints").map { "checkpoints/\($0)/README.md" }
      return ["README.md"]
        + (notebooks.filter { $0.hasSuffix(".md") } + cards.filter { manager.fileExists(atPath: root.path + "/" + $0) }).sorted()
    }
  }

  @Test func thereAreDocuments() throws {
    #expect(try Self.documents.count >= 5)
  }

  @Test(arguments: try documents)
  func commandsDoWhatTheDocumentSays(document: String) throws {
    let notebook = Notebook(markdown: try String(contentsOfFile: Self.root.path + "/" + document, encoding: .utf8))
    // Commands of a document share a folder of their own, beside the checkpoints, with `analyze` on the path.
    let bench = try Workbench()
    let executables = try AnalyzeProcess.executable().deletingLastPathComponent().path
    for folder in ["checkpoints", "benchmarks"] {
      try? FileManager.default.createSymbolicLink(
        atPath: bench.path + "/" + folder, withDestinationPath: Self.root.path + "/" + folder)
    }
    for cell in notebook.cells {
      if cell.command.hasPrefix("make ") {
        let target = cell.command.dropFirst(5).split(separator: " ").first.map(String.init) ?? ""
        let makefile = try String(contentsOfFile: Self.root.path + "/Makefile", encoding: .utf8)
        #expect(makefile.contains("\n\(target):"), "\(document):\(cell.line): make has no target '\(target)'")
        continue
      }
      let process = Process()
      process.executableURL = URL(filePath: "/bin/sh")
      process.arguments = ["-c", "exec 2>&1; " + cell.command]
      process.currentDirectoryURL = URL(filePath: bench.path)
      process.standardInput = FileHandle.nullDevice
      var environment = ProcessInfo.processInfo.environment
      environment["PATH"] = executables + ":" + (environment["PATH"] ?? "/usr/bin:/bin")
      process.environment = environment
      let pipe = Pipe()
      process.standardOutput = pipe
      try process.run()
      let output = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationStatus == 0, "\(document):\(cell.line): \(cell.command)\n\(output)")
      #expect(cell.accepts(output), "\(document):\(cell.line): \(cell.command) printed\n\(output)")
    }
  }
}
