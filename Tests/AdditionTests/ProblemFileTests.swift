import Addition
import Files
import Foundation
import Testing

/// Files of problems, whole and broken.
@Suite struct ProblemFileTests {
  /// Writes the bytes to a file and reads them as problems.
  private func read(_ bytes: some Sequence<UInt8>) throws -> ProblemPairs {
    let url = FileManager.default.temporaryDirectory.appending(path: "problems-\(UUID().uuidString).csv")
    try Data(bytes).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    return try ProblemSource.file(url.path).pairs()
  }

  private func problems(_ text: String) throws -> [String] { try read(text.utf8).clean.map(\.description) }

  /// What the file is refused with.
  private func refusal(_ bytes: some Sequence<UInt8>) throws -> FileError {
    try #require(throws: FileError.self) { try read(bytes) }
  }

  @Test(arguments: [
    "1,2\n9999999999,0\n", "a,b\n1,2\n9999999999,0", "a, b\r\n1, 2\r\n\r\n 9999999999 ,\t0\r\n",
    "\u{FEFF}a,b\n1,2\n9999999999,0\n",
    "{\"a\": 1, \"b\": 2}\n{\"b\":0,\"a\":9999999999}\n", "\"1+2\"\n\"9999999999 + 0\"", "1+2\n9999999999 + 0\n",
    "\n\n001,2\n9999999999,00\n",
    "{\"a\":1,\"b\":2}\n\"9999999999+0\"\n",
  ])
  func readsEveryForm(_ text: String) throws {
    #expect(try problems(text) == ["1 + 2", "9999999999 + 0"])
    #expect(try read(text.utf8).areGiven == false)
  }

  @Test(arguments: [
    "a,b,a_corrupted,b_corrupted\n1,2,3,4\n5,6,7,8\n", "1,2,3,4\r\n5,6,7,8\r\n",
    #"{"a":1,"b":2,"corrupted":{"a":3,"b":4}}"# + "\n" + #"{"corrupted":{"b":8,"a":7},"b":6,"a":5}"#,
  ])
  func readsPairs(_ text: String) throws {
    let pairs = try read(text.utf8)
    #expect(pairs.areGiven && pairs.count == 2)
    #expect(pairs.map { [$0.clean.a, $0.clean.b, $0.corrupted.a, $0.corrupted.b] } == [[1, 2, 3, 4], [5, 6, 7, 8]])
  }

  @Test func knowsWhereItsProblemsCameFrom() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "mine-\(UUID().uuidString).csv")
    try Data("1,2\n3,4\n".utf8).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    let suite = try ProblemSource.file(url.path).suite()
    #expect(suite.source == .file(url.path, count: 2))
    #expect(suite.source.description == "2 problems of \(url.lastPathComponent)")
    #expect(suite.companion.source == ProblemSource.carry(count: 2000, seed: suite.companion.seed ?? 0))
  }

  @Test(arguments: [
    ("1,2\n3\n", 2, "',' is missing"), ("1,2\n3,\n", 2, "operand '' is not a whole number"),
    ("1,2\n3,4,5\n", 2, "follows the problem"), ("1,2\n3,10000000000\n", 2, "more than ten digits"),
    ("1,2\n\n-3,4\n", 3, "negative"), ("1,2\n3.5,4\n", 2, "'3.5' is not a whole number"),
    ("1,2\n1e3,4\n", 2, "not a whole number"),
    ("a,b\n1,2\na,b\n", 3, "'a' is not a whole number"), ("b,a\n1,2\n", 1, "'b' is not a whole number"),
    ("a,b,c\n1,2,3\n", 1, "neither a header"),
    ("hello\n", 1, "'hello' is neither a header"), ("1,2\n3+4\n", 2, "',' should be where"),
    ("1,2\n3,4\u{0}\n", 2, "\\u{0}"), ("\u{0}\u{0}\n", 1, "neither a header"), ("1,2\n{\"a\":1,\"b\":2}\n", 2, "operand"),
    ("{\"a\":1,\"b\":2\n", 1, "'}' is missing"), ("{\"a\":1}\n", 1, "'b' is missing"),
    ("{\"a\":1,\"b\":2,\"c\":3}\n", 1, "no field 'c'"),
    ("{\"a\":1,\"a\":2,\"b\":1}\n", 1, "'a' has no place here"), ("{\"a\":\"1\",\"b\":2}\n", 1, "operand ''"),
    ("{}\n", 1, "should be where '}' is"),
    ("{\"a\":1,\"b\":2} {\n", 1, "follows the problem"), ("\"1+2\n", 1, "'\"' is missing"),
    ("\"1-2\"\n", 1, "'1-2' is not a whole number"),
    ("{\"a\":1,\"b\":2}\n{\"a\":1,\"b\":2,\"corrupted\":{\"a\":1,\"b\":2}}\n", 2, "not in the lines before"),
    ("{\"a\":1,\"b\":2,\"corrupted\":{\"a\":1,\"b\":2}}\n{\"a\":1,\"b\":2}\n", 2, "'corrupted' is missing"),
    ("{\"a\":1,\"b\":2,\"corrupted\":{\"a\":1,\"b\":2,\"corrupted\":{\"a\":1,\"b\":2}}}\n", 1, "'corrupted' has no place here"),
    ("1,2,3,4\n1,2\n", 2, "',' is missing"), ("99999999999999999999999999,1\n", 1, "more than ten digits"),
  ])
  func saysWhichLineIsWrong(_ text: String, _ line: Int, _ words: String) throws {
    let error = try refusal(text.utf8)
    #expect(error.category == .badData)
    #expect(error.problem.hasPrefix("line \(line): ") && error.problem.contains(words), "\(error)")
    #expect(!error.description.contains("\n") && error.description.count < 500, "\(error)")
  }

  @Test(arguments: ["", "\n\n \r\n", "\u{FEFF}", "a,b\n"]) func aFileWithoutProblemsIsNone(_ text: String) throws {
    let error = try refusal(text.utf8)
    #expect(error.category == .badData && error.problem.contains("no problem"))
  }

  /// Whatever a file is cut to, it is read or refused, and never half a number more than is there.
  @Test func truncatedFilesAreReadOrRefused() throws {
    let whole = Array(#"{"a":12,"b":34,"corrupted":{"a":5,"b":6}}"#.utf8)
    for count in 0..<whole.count { #expect(try refusal(whole.prefix(count)).category == .badData) }
    #expect(try read(whole).count == 1)
  }

  @Test func binaryFilesAreRefused() throws {
    var random = RandomStream(seed: 1, purpose: .evaluation)
    for length in [1, 100, 5000, 3_000_000] {
      let bytes = (0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      #expect(try refusal(bytes).category == .badData)
    }
    // A line of a whole file, and one that ends a piece too late.
    let digits = [UInt8](repeating: UInt8(ascii: "1"), count: 5000)
    #expect(try refusal(digits).problem.contains("line 1 has more than"))
    #expect(try refusal(Array("1,2\n".utf8) + digits).problem.contains("line 2 has more than"))
  }

  @Test func oversizedFilesAreRefused() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "many-\(UUID().uuidString).csv")
    try Data("1,2\n3,4\n5,6\n".utf8).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    let tooMany = try #require(throws: FileError.self) { _ = try ProblemFile.read(url.path, mostProblems: 2) }
    #expect(tooMany.category == .badData && tooMany.problem.contains("more than 2 problems"))
    _ = try ProblemFile.read(url.path, mostProblems: 3)
    let tooLong = try #require(throws: FileError.self) { try InputLines.forEach(of: url.path, upTo: 11) { _, _ in } }
    #expect(tooLong.category == .badData && tooLong.problem.contains("more than 11 bytes"))
    try InputLines.forEach(of: url.path, upTo: 12) { _, _ in }
    // What never ends is not read for ever.
    #expect(try #require(throws: FileError.self) { try ProblemSource.file("/dev/zero").suite() }.category == .badData)
  }

  /// Many pieces of a file, with lines across their borders.
  @Test func longFilesComeWhole() throws {
    let count = 200_000
    let suite = ProblemSuite.uniform(count: count, seed: 3)
    let text = "a,b\n" + suite.map { "\($0.a),\($0.b)\n" }.joined()
    #expect(text.utf8.count > 3 << 20)
    #expect(try Array(read(text.utf8).clean) == Array(suite))
  }

  @Test func aTraceIsForOthersToRead() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "trace-\(UUID().uuidString).h5")
    try Data([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0]).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    let source = ProblemSource.file(url.path)
    #expect(try #require(throws: FileError.self) { try source.suite() }.problem.contains("trace"))
    let suite = try source.suite { path in path == url.path ? [try Problem(3, 4)] : [] }
    #expect(suite.map(\.sum) == [7] && suite.source.count == 1)
  }

  @Test func aFileThatIsNotThereIsSaidToBeSo() throws {
    for path in ["/nowhere/sums.csv", "", "a\u{0}b", NSTemporaryDirectory()] {
      let error = try #require(throws: FileError.self) { try ProblemSource.file(path).suite() }
      #expect(error.category == .missing, "\(path)")
    }
    #expect(throws: FileError.self) { try ProblemSource.list(name: "mine", count: 3).suite() }
  }
}
