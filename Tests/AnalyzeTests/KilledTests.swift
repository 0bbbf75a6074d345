import Foundation
import Testing

/// What becomes of files that were being written when the process ended.
@Suite struct KilledTests {
  /// More than can be done before a signal comes, and few enough for a slow build to look up from in seconds.
  #if DEBUG
    private static let count = "1000000"
  #else
    private static let count = "8000000"
  #endif

  /// Starts a dump of many problems and waits until its file is there. Without suspending: under many tests, that could take
  /// as long as the dump.
  private func beginDump(_ bench: borrowing Workbench) throws -> AnalyzeProcess {
    let process = try AnalyzeProcess(
      ["dump", "model", "--out", "trace.h5", "--count", Self.count, "--hooks", "logits"], in: bench.path)
    for _ in 0..<6000 {
      if try !partialFiles(bench).isEmpty { return process }
      Thread.sleep(forTimeInterval: 0.005)
    }
    process.send(SIGKILL)
    Issue.record("the dump did not begin")
    return process
  }

  private func partialFiles(_ bench: borrowing Workbench) throws -> [String] {
    try bench.contents.filter { $0.hasSuffix(".partial") }
  }

  @Test func theNextRunRemovesWhatAKilledOneLeft() throws {
    let bench = try Workbench()
    try bench.writeModel()
    let killed = try beginDump(bench)
    killed.send(SIGKILL)
    #expect(try killed.wait().exitCode == -SIGKILL)
    #expect(try partialFiles(bench).count == 1)
    #expect(try !bench.contents.contains("trace.h5"))

    let next = try bench.analyze("dump", "model", "--out", "trace.h5", "--count", "10")
    #expect(next.exitCode == 0, "\(next.complaint)")
    #expect(try bench.contents == ["model", "model/model.safetensors", "trace.h5"])
  }

  @Test func aRunningOneIsLeftAlone() throws {
    let bench = try Workbench()
    try bench.writeModel()
    let running = try beginDump(bench)
    let next = try bench.analyze("dump", "model", "--out", "trace.h5", "--count", "10")
    #expect(next.exitCode == 0, "\(next.complaint)")
    #expect(running.isRunning)
    #expect(try partialFiles(bench).count == 1)
    running.send(SIGTERM)
    #expect(try running.wait().exitCode == 143)
    #expect(try bench.contents == ["model", "model/model.safetensors", "trace.h5"])
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func whoIsToldToStopTwiceLeavesNothingEither(_ signal: Int32) throws {
    let bench = try Workbench()
    try bench.writeModel()
    let process = try beginDump(bench)
    process.send(signal)
    // Two signals at once are one.
    Thread.sleep(forTimeInterval: 0.02)
    process.send(signal)
    // Ended by the second, or by the first if that was quicker.
    let outcome = try process.wait()
    #expect([128 + signal, -signal].contains(outcome.exitCode))
    let left = try bench.contents
    #expect(left == ["model", "model/model.safetensors"], "\(outcome)")
  }

  @Test func aFileBeyondTheQuotaIsOneLine() throws {
    let bench = try Workbench()
    try bench.writeModel()
    let limited = Process()
    limited.executableURL = URL(filePath: "/bin/sh")
    limited.arguments = ["-c", "ulimit -f 8; exec \"$0\" convert model out.npz", try AnalyzeProcess.executable().path]
    limited.currentDirectoryURL = URL(filePath: bench.path)
    try bench.writeModel("model", .gptAcc(width: 16, hidden: 64))
    let complaint = Pipe()
    limited.standardError = complaint
    try limited.run()
    limited.waitUntilExit()
    let text = String(decoding: complaint.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(limited.terminationStatus == 74)
    #expect(text == "analyze convert: out.npz: cannot be written: File too large; make room or choose another place\n")
    #expect(try bench.contents == ["model", "model/model.safetensors"])
  }
}
