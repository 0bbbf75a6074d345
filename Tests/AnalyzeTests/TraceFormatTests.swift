import Foundation
import Testing

/// The snippets of the format's description do what they say.
@Suite struct TraceFormatTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL

  /// The description's Python, in order.
  private static func snippets() throws -> [String] {
    let text = try String(contentsOf: root.appending(path: "notebooks-md/trace-format.md"), encoding: .utf8)
    return text.components(separatedBy: "```python\n").dropFirst().compactMap { $0.components(separatedBy: "```").first }
  }

  /// A folder with the trace of the description, and the recipe under the name it is imported by.
  private func prepare() throws -> Workbench {
    let bench = try Workbench()
    let model = Self.root.appending(path: "checkpoints/gptacc-777p").path
    let outcome = try bench.analyze("dump", model, "--out", "trace.h5", "--count", "200", "--compress", "1")
    #expect(outcome.exitCode == 0, "\(outcome.complaint)")
    try bench.write(Data(contentsOf: Self.root.appending(path: "scripts/trace.py")), to: "trace_recipe.py")
    return bench
  }

  @Test func thereAreSnippets() throws {
    #expect(try Self.snippets().count == 7)
  }

  @Test(.enabled(if: Python.has("h5py, numpy"), "python3 lacks h5py or numpy"))
  func snippetsRun() throws {
    let bench = try prepare()
    // xarray has a test of its own.
    let script = try Self.snippets().filter { !$0.contains("xarray") }.joined()
    let outcome = try Python.run(script, in: bench.path)
    #expect(outcome.exitCode == 0, "\(outcome.complaint)")
    #expect(outcome.output == "= attends most to X0\n")

    // What Python has written is read.
    let shown = try bench.analyze("trace", "mine.h5")
    #expect(shown.exitCode == 0, "\(shown.complaint)")
    #expect(shown.output.contains("logits") && shown.output.contains("blocks.0.attn.hook_pattern"))
  }

  @Test(.enabled(if: Python.has("xarray, h5netcdf"), "python3 lacks xarray or h5netcdf"))
  func snippetsOfXarrayRun() throws {
    let bench = try prepare()
    let script = try Self.snippets().filter { $0.contains("xarray") }.joined()
    let outcome = try Python.run(script, in: bench.path)
    #expect(outcome.exitCode == 0, "\(outcome.complaint)")
  }
}

/// python3, if the machine has one.
enum Python {
  struct Outcome {
    let exitCode: Int32
    let output: String
    let complaint: String
  }

  /// Whether these modules can be imported.
  static func has(_ modules: String) -> Bool { (try? run("import " + modules, in: "."))?.exitCode == 0 }

  /// Runs a script.
  static func run(_ script: String, in folder: String, _ arguments: String...) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script] + arguments
    process.currentDirectoryURL = URL(filePath: folder)
    let (output, complaint) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, complaint)
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let error = String(decoding: complaint.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return Outcome(exitCode: process.terminationStatus, output: text, complaint: error)
  }
}
