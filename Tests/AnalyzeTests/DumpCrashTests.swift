import Foundation
import Testing
import Traces

/// What is left of dumps that are killed at any moment, or that the disk has no room for.
@Suite(.serialized) struct DumpCrashTests {
  /// Ten, or as many as CARRYSCOPE_KILLS says.
  private static let rounds = ProcessInfo.processInfo.environment["CARRYSCOPE_KILLS"].flatMap { Int($0) } ?? 10

  private static let dump = ["dump", "model", "--out", "trace.h5", "--count", "2000", "--threads", "2"]
  private static let whole = ["model", "model/model.safetensors", "trace.h5"]

  @Test(arguments: [false, true]) func aKilledDumpLeavesTheOldTraceOrTheNew(isAppended: Bool) throws {
    let bench = try Workbench()
    try bench.writeModel()
    #expect(try bench.analyze("dump", "model", "--out", "trace.h5", "--count", "50").exitCode == 0)
    let arguments = Self.dump + (isAppended ? ["--append"] : [])
    // How long one takes, so that kills fall anywhere in it.
    let start = ContinuousClock.now
    #expect(try AnalyzeProcess.run(arguments, in: bench.path).exitCode == 0)
    let duration = (ContinuousClock.now - start) / .seconds(1)
    var kills = 0
    for _ in 0..<Self.rounds {
      let before = try TraceReader.open(bench.path + "/trace.h5").problemCount
      let process = try AnalyzeProcess(arguments, in: bench.path)
      Thread.sleep(forTimeInterval: .random(in: 0...duration))
      process.send(SIGKILL)
      let outcome = try process.wait()
      if outcome.exitCode == -SIGKILL { kills += 1 }
      let reader = try TraceReader.open(bench.path + "/trace.h5")
      #expect([before, isAppended ? before + 2000 : 2000].contains(reader.problemCount))
      // The last value, under its checksum.
      #expect(try reader.read("logits", problems: reader.problemCount - 1..<reader.problemCount).count == 33 * 14)
    }
    #expect(kills > 0)
    #expect(try AnalyzeProcess.run(arguments, in: bench.path).exitCode == 0)
    #expect(try bench.contents == Self.whole)
  }

  @Test(arguments: [false, true]) func aFullDiskIsOneLine(isAppended: Bool) throws {
    let bench = try Workbench()
    try bench.writeModel()
    #expect(try bench.analyze("dump", "model", "--out", "trace.h5", "--count", "50").exitCode == 0)
    let before = try bench.bytes("trace.h5")
    let words = ([try AnalyzeProcess.executable().path] + Self.dump + (isAppended ? ["--append"] : [])).joined(separator: " ")
    // Somewhere in the arrays, and, of less than a page, at the very beginning.
    for blocks in [16_000, 4] {
      let outcome = try Shell.run("ulimit -f \(blocks); exec \(words)", in: bench.path)
      #expect(outcome.exitCode == 74, "\(outcome.complaint)")
      #expect(
        outcome.complaint.split(separator: "\n").count == 1 && outcome.complaint.contains("make room"), "\(outcome.complaint)")
      #expect(try bench.contents == Self.whole)
      #expect(try bench.bytes("trace.h5") == before)
    }
  }
}

/// `/bin/sh`.
private enum Shell {
  static func run(_ line: String, in folder: String) throws -> (exitCode: Int32, complaint: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", line]
    process.currentDirectoryURL = URL(filePath: folder)
    let complaint = Pipe()
    process.standardError = complaint
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: complaint.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }
}
