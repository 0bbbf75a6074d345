import Addition
import CSQLite
import Files
import Foundation
import Testing

@testable import Sweeps

/// Stores that are not what they should be.
@Suite struct HostileStoreTests {
  private static let name = "sweep.sqlite"

  private func makeStore(_ path: String) throws {
    let spec = try SweepSpec.shipped(["microadder-57p", "gptacc-777p"], seeds: "1-20")
    let plan = try spec.plan(source: "spec")
    try SweepStore.create(plan, spec: spec, at: path)
    try SweepStore(path).write((0..<40).map { .madeUp(plan, $0 / 20, $0 % 20, share: 0.5, points: 10) })
  }

  /// Reads everything that is in a store.
  private func readAll(_ path: String) throws {
    let store = try SweepStore(path)
    try store.database.withLock { (database) throws(FileError) in
      _ = try StoredRuns.read(from: database, store.plan, withWeights: true)
    }
  }

  private func expectBadData(_ path: String, _ sentence: String, _ what: String) {
    let error = #expect(throws: FileError.self, "\(what)") { try readAll(path) }
    #expect(error?.category == .badData, "\(what): \(error.map(\.description) ?? "")")
    #expect(error?.path == path)
    #expect(error?.description.contains(sentence) == true, "\(what): \(error.map(\.description) ?? "")")
    #expect(error?.description.contains("\n") == false)
  }

  @Test func cutOff() throws {
    let scratch = try Scratch()
    let path = scratch.file(Self.name)
    try makeStore(path)
    let whole = try Data(contentsOf: URL(filePath: path))
    for part in [0, 1, 15, 16, 99, 100, 4095, 4096, whole.count / 2, whole.count - 4096, whole.count - 1] {
      try whole.prefix(part).write(to: URL(filePath: path))
      expectBadData(path, ";", "\(part) bytes")
    }
    try Data("no database at all, but longer than a header is: ".utf8 + [UInt8](repeating: 65, count: 5000))
      .write(to: URL(filePath: path))
    expectBadData(path, "this is no SQLite database", "text")
    let error = #expect(throws: FileError.self) { try SweepStore(scratch.file("none")) }
    #expect(error?.category == .missing)
  }

  @Test(arguments: [
    ("PRAGMA application_id = 5", "no sweep's store"),
    ("PRAGMA user_version = 2", "format 2"),
    ("CREATE TABLE more (x)", "its tables"),
    ("DROP TABLE weights", "its tables"),
    ("CREATE TRIGGER t AFTER INSERT ON runs BEGIN DELETE FROM runs; END", "its tables"),
    ("ALTER TABLE runs ADD COLUMN more", "its tables"),
    ("DELETE FROM sweep", "tells of no sweep"),
    ("DELETE FROM variations", "no variation"),
    ("DELETE FROM variations WHERE id = 0", "variations make no sense"),
    ("UPDATE variations SET name = 'microadder-57p'", "variations make no sense"),
    ("UPDATE variations SET recipe = '{}'", "a variation's recipe"),
    ("UPDATE variations SET recipe = x'00ff'", "not a text"),
    ("UPDATE variations SET recipe = replace(recipe, '\"batch\" : 256', '\"batch\" : 0')", "a variation's recipe"),
    ("UPDATE variations SET seeds = '1-99999999'", "a variation's seeds"),
    ("UPDATE variations SET seeds = '1-2'", "its spec"),
    ("UPDATE variations SET until = 50", "makes no sense"),
    ("UPDATE sweep SET success = 7.5", "make no sense"),
    ("UPDATE sweep SET name = '../../x'", "make no sense"),
    ("UPDATE runs SET id = id + 1000 WHERE id = 39", "that its spec has not"),
    ("UPDATE runs SET seed = 77 WHERE id = 3", "is none of its spec's"),
    ("UPDATE runs SET variation = 1 WHERE id = 3", "is none of its spec's"),
    ("UPDATE runs SET ending = 'won' WHERE id = 3", "is none of its spec's"),
    ("UPDATE runs SET steps = -1 WHERE id = 3", "is none of its spec's"),
    ("UPDATE runs SET steps = 9223372036854775807 WHERE id = 3", "is none of its spec's"),
    ("UPDATE runs SET exact = 5001 WHERE id = 3", "make no sense"),
    ("UPDATE runs SET problems = 1 WHERE id = 3", "is none of its spec's"),
    ("UPDATE runs SET exact = NULL WHERE id = 3", "not a whole number"),
    ("UPDATE runs SET adderboard = 10011 WHERE id = 3", "make no sense"),
    ("UPDATE runs SET loss = 'much' WHERE id = 3", "not a number"),
    ("UPDATE runs SET loss = 9e999 WHERE id = 3", "not a finite number"),
    ("UPDATE runs SET weights_sha256 = x'00' WHERE id = 3", "make no sense"),
    ("UPDATE curves SET exact = 100000 WHERE run = 3", "the curve of run 3"),
    ("UPDATE curves SET step = 0 WHERE run = 3 AND step = 100", "the curve of run 3"),
    ("UPDATE curves SET step = 2000 WHERE run = 3 AND step = 1000", "the curve of run 3"),
    ("DELETE FROM runs WHERE id = 3", "a curve without a run"),
    ("DELETE FROM curves; DELETE FROM runs WHERE id = 39", "weights without a run"),
    ("UPDATE weights SET float32 = x'0000803f' WHERE run = 3", "the weights of run 3"),
    ("UPDATE weights SET float32 = zeroblob(16000000) WHERE run = 3", "the weights of run 3"),
    ("UPDATE weights SET float32 = 'text' WHERE run = 3", "not a blob"),
  ])
  func lies(_ sql: String, _ sentence: String) throws {
    let scratch = try Scratch()
    let path = scratch.file(Self.name)
    try makeStore(path)
    var handle: OpaquePointer?
    #expect(sqlite3_open(path, &handle) == SQLITE_OK)
    #expect(sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK, "\(sql)")
    sqlite3_close(handle)
    expectBadData(path, sentence, sql)
  }

  @Test func bytesThatHaveFallenOver() throws {
    let scratch = try Scratch()
    let path = scratch.file(Self.name)
    try makeStore(path)
    let whole = [UInt8](try Data(contentsOf: URL(filePath: path)))
    var damaged = 0
    for round in 0..<150 {
      var random = RandomStream(seed: 3, purpose: .analysis, index: round)
      var bytes = whole
      for _ in 0..<(1 + round % 4) {
        // Half of them where the structure is.
        let place = Int(random.below(UInt64(round.isMultiple(of: 2) ? 8192 : bytes.count)))
        bytes[place] = UInt8(truncatingIfNeeded: random.next())
      }
      try Data(bytes).write(to: URL(filePath: path))
      // Anything but a crash: a loss that reads as another number cannot be told.
      do { try readAll(path) } catch let error as FileError {
        #expect(error.path == path)
        damaged += 1
      }
    }
    #expect(damaged > 30)
  }
}
