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

  private func expectBadData(_ folder: SweepFolder, _ sentence: String) throws {
    let error = #expect(throws: FileError.self) { try folder.collect(isOver: true) }
    #expect(error?.category == .badData)
    #expect(error?.description.contains(sentence) == true, "\(error.map(\.description) ?? "")")
    #expect(error?.description.contains("\n") == false)
    #expect(try folder.store().results().records.isEmpty)
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
      try expectBadData(folder, "line 1 is damaged; remove the file and resume")
    }
    try (Data(repeating: 65, count: 17 << 20) + whole).write(to: URL(filePath: path))
    try expectBadData(folder, "line 1 has more than")
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
    var other = RunRecord.madeUp(plan, 0, 0, share: 0.6)
    _ = try Self.write([other], folder, plan)
    try expectBadData(folder, "run of 'microadder-57p' with seed 1 is not that of")
    // Time may differ.
    try FileManager.default.removeItem(atPath: folder.partsPath)
    other = records[0]
    var result = other.result
    result.cpuSeconds = 77
    other = RunRecord(result: result, curve: other.curve, weights: other.weights)
    _ = try Self.write([records[0]], folder, plan)
    _ = try Self.write([other], folder, plan)
    #expect(try folder.collect(isOver: true).new == 1)
  }
}
