import Foundation
import Testing
import Traces

@Suite struct DumpTests {
  @Test func theTraceKnowsACommandThatCanBeTypedAgain() throws {
    let bench = try Workbench()
    try bench.writeModel("a model")
    let outcome = try bench.analyze("dump", "a model", "--out", "trace.h5", "--hooks", "blocks.*.attn.*", "--count", "1")
    #expect(outcome.exitCode == 0, "\(outcome.complaint)")
    #expect(outcome.output.contains(" hooks of 1 problem, "))
    let command = try TraceReader.open(bench.path + "/trace.h5").provenance.commandLine
    #expect(command == "analyze dump 'a model' --out trace.h5 --hooks 'blocks.*.attn.*' --count 1")
  }

  @Test(arguments: [(SIGINT, Int32(130)), (SIGTERM, Int32(143))])
  func aSignalEndsAndLeavesNothing(_ signal: Int32, _ exitCode: Int32) throws {
    let bench = try Workbench()
    try bench.writeModel()
    // Far more problems than can be recorded before the signal.
    let process = try AnalyzeProcess(["dump", "model", "--out", "trace.h5", "--count", "1000000"], in: bench.path)
    while process.isRunning, try bench.contents.count < 3 { Thread.sleep(forTimeInterval: 0.01) }
    process.send(signal)
    let outcome = try process.wait()
    #expect(outcome.exitCode == exitCode, "\(outcome.complaint)")
    #expect(outcome.output.isEmpty)
    #expect(outcome.complaint == "analyze dump: stopped; nothing was written to trace.h5\n")
    #expect(try bench.contents == ["model", "model/model.safetensors"])
  }
}
