import Foundation
import Testing

/// What goes wrong at the user's: one clear line, the documented exit code, nothing written.
@Suite struct ErrorTests {
  /// Runs a command that must fail and leave the folder as it was.
  private func expectFailure(
    _ arguments: [String], exitCode: Int32, mentions: [String], on bench: borrowing Workbench,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = try bench.contents
    let outcome = try AnalyzeProcess.run(arguments, in: bench.path)
    let line = arguments.joined(separator: " ")
    #expect(outcome.exitCode == exitCode, "\(line): \(outcome.complaint)", sourceLocation: sourceLocation)
    #expect(outcome.output.isEmpty, "\(line)", sourceLocation: sourceLocation)
    #expect(outcome.complaint.hasPrefix("analyze \(arguments[0]): "), "\(outcome.complaint)", sourceLocation: sourceLocation)
    #expect(outcome.complaint.count { $0 == "\n" } == 1 && outcome.complaint.hasSuffix("\n"), sourceLocation: sourceLocation)
    #expect(outcome.complaint.count < 400, "\(outcome.complaint)", sourceLocation: sourceLocation)
    for text in mentions {
      #expect(outcome.complaint.contains(text), "\(outcome.complaint)", sourceLocation: sourceLocation)
    }
    #expect(try bench.contents == before, "\(line) left something behind", sourceLocation: sourceLocation)
  }

  @Test func conversionsThatCannotBe() throws {
    let bench = try Workbench()
    try bench.writeModel()
    try expectFailure(["convert", "model", "weights.pkl"], exitCode: 64, mentions: ["weights.pkl", ".npz"], on: bench)
    try expectFailure(["convert", "model", ""], exitCode: 64, mentions: [".npz"], on: bench)
    try expectFailure(["convert", "model", "none/weights.npz"], exitCode: 74, mentions: ["none", "create it first"], on: bench)
    try expectFailure(["convert", "absent", "weights.npz"], exitCode: 66, mentions: ["absent"], on: bench)
    try expectFailure(["inspect", "model", "--config", "absent.json"], exitCode: 66, mentions: ["absent.json"], on: bench)
    try expectFailure(["inspect", "model", "--family", "bert"], exitCode: 64, mentions: ["dense, split, qwen3"], on: bench)
    try expectFailure(["inspect", "model", "--family", "split"], exitCode: 65, mentions: ["head_proj.weight"], on: bench)
  }

  /// The words of each command after its checkpoint.
  static let commands = [["eval"], ["add", "1", "2"], ["inspect"]]

  @Test(arguments: commands)
  func checkpointsThatAreNone(_ words: [String]) throws {
    let bench = try Workbench()
    func line(_ checkpoint: String) -> [String] { [words[0], checkpoint] + words.dropFirst() }
    try expectFailure(line("nowhere"), exitCode: 66, mentions: ["nowhere"], on: bench)
    try expectFailure(line("."), exitCode: 66, mentions: ["model.safetensors"], on: bench)
    // A place that is there but cannot be looked into is not said to be absent.
    try FileManager.default.createSymbolicLink(atPath: bench.path + "/loop", withDestinationPath: "loop")
    try expectFailure(line("loop"), exitCode: 66, mentions: ["loop: cannot be opened", "symbolic links"], on: bench)

    let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + [UInt8](repeating: 1, count: 100)
    try bench.write(png, to: "picture.safetensors")
    try expectFailure(line("picture.safetensors"), exitCode: 65, mentions: ["picture.safetensors", "PNG"], on: bench)

    try bench.writeModel()
    let whole = try bench.bytes("model/model.safetensors")
    for count in [0, 4, 8, 100, whole.count - 1] {
      try bench.write(whole.prefix(count), to: "cut.safetensors")
      try expectFailure(line("cut.safetensors"), exitCode: 65, mentions: ["cut.safetensors"], on: bench)
    }
    for length in [UInt64.max, 1 << 62, 1 << 40, UInt64(whole.count)] {
      let lying = withUnsafeBytes(of: length.littleEndian) { Array($0) } + whole.dropFirst(8)
      try bench.write(lying, to: "lying.safetensors")
      try expectFailure(line("lying.safetensors"), exitCode: 65, mentions: ["lying.safetensors"], on: bench)
    }
    let strange = String(decoding: whole, as: UTF8.self).contains("\"shape\":[14,4]")
    #expect(strange, "the test must find the shape it makes a lie of")
    let lie = replace(Array("\"shape\":[14,4]".utf8), by: Array("\"shape\":[15,4]".utf8), in: whole)
    try bench.write(lie, to: "lie.safetensors")
    try expectFailure(line("lie.safetensors"), exitCode: 65, mentions: ["lie.safetensors"], on: bench)
  }

  private func replace(_ old: [UInt8], by new: [UInt8], in bytes: [UInt8]) -> [UInt8] {
    guard let place = bytes.indices.first(where: { bytes[$0...].starts(with: old) }) else { return bytes }
    return Array(bytes[..<place]) + new + bytes[(place + old.count)...]
  }

  @Test func operandsThatAreNone() throws {
    let bench = try Workbench()
    try bench.writeModel()
    try expectFailure(["add", "model", "1", "10000000000"], exitCode: 64, mentions: ["10000000000", "ten digits"], on: bench)
    try expectFailure(["add", "model", "-1", "2"], exitCode: 64, mentions: ["'-1'", "negative"], on: bench)
    try expectFailure(["add", "model", "1e3", "2"], exitCode: 64, mentions: ["'1e3'"], on: bench)
    try expectFailure(["add", "model", "1"], exitCode: 64, mentions: ["missing B"], on: bench)
  }

  @Test func optionsThatAreNone() throws {
    let bench = try Workbench()
    try bench.writeModel()
    try expectFailure(["eval", "model", "--jsn"], exitCode: 64, mentions: ["--jsn", "--json"], on: bench)
    try expectFailure(["eval", "model", "--count", "5"], exitCode: 64, mentions: ["--count", "adderboard"], on: bench)
    try expectFailure(["eval", "model", "--seed", "5"], exitCode: 64, mentions: ["--seed", "adderboard"], on: bench)
    for count in ["0", "-1", "1000000001"] {
      try expectFailure(
        ["eval", "model", "--suite", "carry", "--count", count], exitCode: 64, mentions: ["--count", "1,000,000,000"], on: bench)
    }
    for threads in ["0", "100000"] {
      try expectFailure(["eval", "model", "--threads", threads], exitCode: 64, mentions: ["--threads"], on: bench)
    }
    try expectFailure(["train", "microadder-57p", "--steps", "0"], exitCode: 64, mentions: ["--steps"], on: bench)
    try expectFailure(["train", "microadder-57p", "--steps", "999"], exitCode: 64, mentions: ["warm-up", "1,000"], on: bench)
  }

  @Test func recipesThatAreNone() throws {
    let bench = try Workbench()
    try expectFailure(["train", "microadder-58p"], exitCode: 66, mentions: ["microadder-58p", "microadder-57p"], on: bench)
    try bench.write("{\"steps\": 3".utf8, to: "broken.json")
    try expectFailure(["train", "broken.json"], exitCode: 65, mentions: ["broken.json", "JSON"], on: bench)
    try bench.writeRecipe { $0.batch = 0 }
    try expectFailure(["train", "tiny.json"], exitCode: 65, mentions: ["'batch'"], on: bench)
    try bench.writeRecipe { $0.architecture.layers = 1_000_000 }
    try expectFailure(["train", "tiny.json"], exitCode: 65, mentions: ["'layers'"], on: bench)
  }

  @Test func placesThatCannotBeWritten() throws {
    let bench = try Workbench()
    try bench.write("kept".utf8, to: "file")
    for place in ["/dev/null/run", "file/run", "file", ""] {
      try expectFailure(
        ["train", "microadder-57p", "--out", place], exitCode: 74, mentions: [place.isEmpty ? "''" : place], on: bench)
    }
    #expect(try bench.bytes("file") == Array("kept".utf8))
  }

  /// The exit code still tells what happened when there is nobody to tell it in words.
  @Test(arguments: ["2>&-", "2> /dev/full"]) func aClosedStandardErrorIsNoCrash(_ redirection: String) throws {
    let bench = try Workbench()
    let shell = Process()
    shell.executableURL = URL(filePath: "/bin/sh")
    shell.arguments = ["-c", "\"$0\" eval nowhere \(redirection)", try AnalyzeProcess.executable().path]
    shell.currentDirectoryURL = URL(filePath: bench.path)
    try shell.run()
    shell.waitUntilExit()
    #expect(shell.terminationReason == .exit)
    #expect(shell.terminationStatus == 66)
  }

  @Test func cardsAreRefusedBeforeAnythingIsCounted() throws {
    let bench = try Workbench()
    try bench.writeModel()
    // As many sums as take minutes: the errors must come first.
    let count = ["--count", "1000000000"]
    try expectFailure(["card", "nowhere"] + count, exitCode: 66, mentions: ["nowhere"], on: bench)
    try expectFailure(["card", "model", "--out", "no/card.md"] + count, exitCode: 74, mentions: ["no/card.md"], on: bench)
    try bench.write(bench.bytes("model/model.safetensors"), to: "model.bin")
    try expectFailure(["card", "model.bin"] + count, exitCode: 64, mentions: ["--out"], on: bench)
  }
}
