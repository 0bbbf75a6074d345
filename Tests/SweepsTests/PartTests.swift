import Digests
import Files
import Foundation
import Testing

@testable import Sweeps

/// Parts that are not what they should be.
@Suite struct PartTests {
  private static func sweep(_ scratch: borrowing Scratch) throws -> (folder: SweepFolder, plan: SweepPlan, records: [RunRecord]) {
    let spec = try SweepSpec.shipped(["microadder-57p", "gptacc-777p"], seeds: "1-4")
    let folder = SweepFolder(scratch.file("out"))
    let plan = try SweepRunner(spec, source: "spec", in: folder, resume: false).plan
    return (folder, plan, (0..<8).map { .madeUp(plan, $0 / 4, $0 % 4, share: 0.5, points: 10) })
  }

  private static func write(_ records: [RunRecord], _ folder: SweepFolder, _ plan: SweepPlan) throws -> String {
    let part = try SweepPart.begin(in: folder, submission: 1, task: 0)
    for record in records { try part.add(record, of: plan) }
    return part.path
  }

  /// - Parameter good: how many runs are taken over all the same.
  private func expectBadData(_ folder: SweepFolder, _ sentence: String, good: Int = 0) throws {
    let error = #expect(throws: FileError.self) { try folder.collect(isOver: true) }
    #expect(error?.category == .badData)
    #expect(error?.description.contains(sentence) == true, "\(error.map(\.description) ?? "")")
    #expect(error?.description.contains("\n") == false)
    #expect(try folder.store().results().records.count == good)
  }

  @Test func everyBitComesBack() throws {
    let scratch = try Scratch()
    let (folder, plan, records) = try Self.sweep(scratch)
    _ = try Self.write(records, folder, plan)
    #expect(try folder.collect(isOver: true).new == 8)
    let stored = try folder.store().database.withLock { (database) throws(FileError) in
      try StoredRuns.read(from: database, plan, withWeights: true)
    }
    #expect(stored == records)
  }

  @Test func aLineThatWasNotFinishedIsNoRun() throws {
    let scratch = try Scratch()
    let (folder, plan, records) = try Self.sweep(scratch)
    let path = try Self.write(records, folder, plan)
    let whole = try Data(contentsOf: URL(filePath: path))
    let last = try #require(whole.dropLast().lastIndex(of: UInt8(ascii: "\n")))
    for size in [last + 1, last + 2, (last + whole.count) / 2, whole.count - 2] {
      try whole.prefix(size).write(to: URL(filePath: path))
      #expect(try folder.results().records.count == 7)
    }
    // Somebody else's attempt has it.
    _ = try Self.write([records[7], records[2]], folder, plan)
    #expect(try folder.collect(isOver: true).new == 8)
  }

  @Test func damagedLinesAreErrors() throws {
    let scratch = try Scratch()
    let (folder, plan, records) = try Self.sweep(scratch)
    let path = try Self.write(records, folder, plan)
    let whole = try Data(contentsOf: URL(filePath: path))
    for place in [0, 5, 100, 300] {
      var bytes = whole
      bytes[place] ^= 1
      try bytes.write(to: URL(filePath: path))
      try expectBadData(folder, "line 1 is damaged; its other lines are good: collect, remove the file, and resume", good: 7)
    }
    // The last line, whole but for a bit.
    var bytes = whole
    bytes[bytes.count - 90] ^= 1
    try bytes.write(to: URL(filePath: path))
    try expectBadData(folder, "line 8 is damaged", good: 8)
    try (Data(repeating: 65, count: 17 << 20) + whole).write(to: URL(filePath: path))
    try expectBadData(folder, "line 1 has more than", good: 8)
    // Nobody waits for who writes to a pipe.
    try FileManager.default.removeItem(atPath: path)
    #expect(mkfifo(path, 0o600) == 0)
    #expect(try folder.results().records.count == 8)
  }

  /// Lines whose digest is right and whose content is not.
  @Test func linesThatLieAreErrors() throws {
    let scratch = try Scratch()
    let (folder, plan, records) = try Self.sweep(scratch)
    let path = try Self.write([], folder, plan)
    let line = String(decoding: try PartLine.text(of: RunRow(records[5], plan)), as: UTF8.self)
    let json = String(try #require(line.split(separator: "\t").first))
    for (from, to, sentence) in [
      ("\"run\":5", "\"run\":8", "a run that its spec has not"), ("\"run\":5", "\"run\":-1", "a run that its spec has not"),
      ("\"seed\":2", "\"seed\":3", "run 5 is none of its spec's"), ("\"seed\":2", "\"seed\":-2", "none of its spec's"),
      ("\"steps\":1000", "\"steps\":99999999", "none of its spec's"), ("\"step\":1000", "\"step\":1001", "counts of run 5"),
      ("\"adderBoard\":", "\"adderBoard\":9", "counts of run 5"), ("\"exact\":", "\"exact\":-", "counts of run 5"),
      ("\"curve\":\"", "\"curve\":\"AAAA", "'curve' is no curve"), ("\"curve\":\"Z", "\"curve\":\"_", "'curve' is no curve"),
      ("\"weights\":\"", "\"weights\":\"AAAA", "the weights of run 5"),
      ("\"cpuSeconds\":1.5", "\"cpuSeconds\":-1", "none of its"),
      ("\"ending\":\"completed\"", "\"ending\":\"slept\"", "'ending'"), ("\"run\"", "\"runs\"", "unknown field 'runs'"),
    ] {
      let lie = json.replacing(from, with: to, maxReplacements: 1)
      try #require(lie != json, "\(from)")
      try Data("\(lie)\t\(SHA256.digest(of: lie.utf8).hex)\n".utf8).write(to: URL(filePath: path))
      try expectBadData(folder, sentence)
    }
    try Data((json + "\t" + SHA256.digest(of: json.utf8).hex + "\n").utf8).write(to: URL(filePath: path))
    #expect(try folder.collect(isOver: true).new == 1)
  }

  @Test func partsThatDisagreeAreErrors() throws {
    let scratch = try Scratch()
    let (folder, plan, records) = try Self.sweep(scratch)
    _ = try Self.write([records[0]], folder, plan)
    _ = try Self.write([.madeUp(plan, 0, 0, share: 0.6)], folder, plan)
    try expectBadData(folder, "run of 'microadder-57p' with seed 1 is not that of", good: 1)
    // Time may differ.
    try FileManager.default.removeItem(atPath: folder.partsPath)
    let record = records[1]
    var result = record.result
    result.cpuSeconds = 77
    _ = try Self.write([record], folder, plan)
    _ = try Self.write([RunRecord(result: result, curve: record.curve, weights: record.weights)], folder, plan)
    #expect(try folder.collect(isOver: true).new == 1)
  }

  @Test func whatSubmissionsSayIsChecked() throws {
    let scratch = try Scratch()
    let (folder, _, _) = try Self.sweep(scratch)
    try Folder.create(SweepSubmission.folder(of: folder))
    for (name, text) in [
      ("1", #"{"tasks": [], "jobs": {"array": "--user=alice"}}"#),
      ("1", #"{"tasks": [], "jobs": {"array": "1", "collecting": "x"}}"#),
      ("1", #"{"tasks": [], "jobs""#),
    ] {
      try Data(text.utf8).write(to: URL(filePath: SweepSubmission.folder(of: folder) + "/\(name).json"))
      for attempt in [{ _ = try folder.queue() }, { try folder.cancel() }] {
        let error = #expect(throws: FileError.self, "\(text)") { try attempt() }
        #expect(error?.category == .badData)
      }
    }
    try FileManager.default.removeItem(atPath: SweepSubmission.path(1, in: folder))
    try Data().write(to: URL(filePath: SweepSubmission.path(.max, in: folder)))
    #expect(SweepSubmission.numbers(in: folder).isEmpty)
    #expect(try folder.queue() == nil)
  }

  @Test func whatOthersLeftIsNoNewSweeps() throws {
    let scratch = try Scratch()
    let (folder, plan, records) = try Self.sweep(scratch)
    _ = try Self.write(records, folder, plan)
    try FileManager.default.removeItem(atPath: folder.storePath)
    let spec = try SweepSpec.shipped(["microadder-57p", "gptacc-777p"], seeds: "1-4")
    let error = #expect(throws: FileError.self) { try SweepRunner(spec, source: "spec", in: folder, resume: false) }
    #expect(error?.category == .wouldDestroyInput)
  }
}
