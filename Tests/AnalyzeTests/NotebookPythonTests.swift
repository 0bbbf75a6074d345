import Foundation
import Lanes
import Testing

/// Python that a notebook shows is run, and must print what stands under it.
@Suite struct NotebookPythonTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL

  /// Every Python block that is followed by a block of text: the script and what it is to print.
  private func scripts(_ notebook: String) throws -> [(script: String, output: String)] {
    let text = try String(contentsOfFile: Self.root.path + "/notebooks-md/" + notebook, encoding: .utf8)
    return text.components(separatedBy: "```python\n").dropFirst().compactMap { rest in
      let parts = rest.components(separatedBy: "```")
      guard parts.count > 2, parts[1] == "\n\n", parts[2].hasPrefix("text\n") else { return nil }
      return (parts[0], String(parts[2].dropFirst(5)))
    }
  }

  private static func run(_ script: String, in folder: String = ".") -> String? {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script]
    process.currentDirectoryURL = URL(filePath: folder)
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return process.terminationStatus == 0 ? text : nil
  }

  @Test(
    .enabled(if: run("import h5py") != nil, "python3 has no h5py"),
    .enabled(if: Lane.hasFusedMultiplyAdd, "documents show numbers whose last digits need it"))
  func printsWhatTheNotebookSays() throws {
    let bench = try Workbench()
    let model = Self.root.path + "/checkpoints/microadder-57p"
    #expect(try bench.analyze("dump", model, "--out", "trace.h5", "--count", "500").exitCode == 0)
    let scripts = try scripts("how-57-parameters-add.md")
    #expect(!scripts.isEmpty)
    for (script, output) in scripts { #expect(Self.run(script, in: bench.path) == output) }
  }
}
