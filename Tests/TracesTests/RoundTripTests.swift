import Foundation
import Testing
import Traces

extension TracesTests {
  @Suite struct RoundTripTests {
    static let hookSets: [TraceCompression] = [.none, .deflate(level: 1), .deflate(level: 9), .zstandard(level: 3)]

    @Test(arguments: hookSets, [1, 7, 16, 48, 1_000])
    func everyBitComesBack(compression: TraceCompression, portion: Int) throws {
      let example = try Example()
      // Not a multiple of anything, and more than one chunk for the larger hooks.
      let count = 301
      try example.write(problems: count, portion: portion, compression: compression)
      let reader = try TraceReader.open(example.path)
      #expect(reader.problemCount == count)
      #expect(reader.hooks == Example.hooks)
      for hook in reader.hooks {
        let read = try reader.read(hook.name, problems: 0..<count)
        let written = Example.values(hook, problems: 0..<count)
        #expect(read.map(\.bitPattern) == written.map(\.bitPattern), "\(hook.name)")
      }
    }

    @Test func descriptionComesBack() throws {
      let example = try Example()
      let description = Example.description(problems: 40)
      try example.write(problems: 40)
      let reader = try TraceReader.open(example.path)
      #expect(reader.provenance == description.provenance)
      #expect(try reader.readProblems() == description.problems)
      #expect(reader.position.labels == Example.positions)
      #expect(reader.hooks[4].dimensions[1].labels == (0..<10).map(String.init))
    }

    /// HDF5 keeps attributes of more than 64 KiB elsewhere than small ones.
    @Test func longAndEmptyTextsComeBack() throws {
      let example = try Example()
      var description = Example.description(problems: 1, hooks: [])
      description.provenance.architecture = String(repeating: "{\"größe\": 1}", count: 10_000)
      description.provenance.version = ""
      try TraceWriter.create(example.path, description: description).finish()
      #expect(try TraceReader.open(example.path).provenance == description.provenance)
    }

    @Test func absentFactsStayAbsent() throws {
      let example = try Example()
      var description = Example.description(problems: 1, hooks: [])
      description.provenance.suite = nil
      description.provenance.seed = nil
      description.problems.columns = []
      try TraceWriter.create(example.path, description: description).finish()
      let reader = try TraceReader.open(example.path)
      #expect(reader.provenance == description.provenance)
      #expect(reader.hooks.isEmpty)
      #expect(try reader.readProblems() == description.problems)
    }

    @Test(arguments: [0..<0, 0..<1, 55..<56, 63..<65, 60..<200, 300..<301, 301..<301])
    func anyRangeCanBeRead(range: Range<Int>) throws {
      let example = try Example()
      try example.write(problems: 301, compression: .deflate(level: 1))
      let reader = try TraceReader.open(example.path)
      for hook in reader.hooks {
        let read = try reader.read(hook.name, problems: range)
        #expect(read.map(\.bitPattern) == Example.values(hook, problems: range).map(\.bitPattern))
      }
      let tokens = Example.description(problems: 301).problems.tokens
      let width = Example.positions.count
      #expect(try reader.readTokens(problems: range) == Array(tokens[range.lowerBound * width..<range.upperBound * width]))
    }

    @Test func whatIsNotThereIsRefused() throws {
      let example = try Example()
      try example.write(problems: 20)
      let reader = try TraceReader.open(example.path)
      #expect(throws: TraceError.outOfRange(15..<21, count: 20)) { try reader.read("hook_embed", problems: 15..<21) }
      #expect(throws: TraceError.outOfRange(-1..<2, count: 20)) { try reader.read("hook_embed", problems: -1..<2) }
      #expect(throws: TraceError.unknownHook("hook_nope", known: Example.hooks.map(\.name))) {
        try reader.read("hook_nope", problems: 0..<1)
      }
    }

    @Test func sameContentsAreTheSameBytes() throws {
      let first = try Example()
      let second = try Example()
      try first.write(problems: 100, portion: 16, compression: .deflate(level: 4))
      try second.write(problems: 100, portion: 33, compression: .deflate(level: 4))
      #expect(try Data(contentsOf: URL(filePath: first.path)) == Data(contentsOf: URL(filePath: second.path)))
    }

    @Test func severalThreadsMayEachWriteATrace() async throws {
      try await withThrowingTaskGroup(of: Int.self) { group in
        for index in 0..<4 {
          group.addTask {
            let example = try Example()
            try example.write(problems: 80 + index, portion: 16, compression: .deflate(level: 1))
            return try TraceReader.open(example.path).problemCount - index
          }
        }
        for try await count in group { #expect(count == 80) }
      }
    }
  }
}
