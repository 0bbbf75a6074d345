import Addition
import Checkpoints
import Foundation
import Testing
import Traces

extension TracesTests {
  @Suite struct SliceTests {
    @Test func slicesFindValuesByTheirPlaces() throws {
      let example = try Example()
      try example.write(problems: 40, compression: .deflate(level: 1))
      let reader = try TraceReader.open(example.path)
      let hook = Example.hooks[3]
      let slice = try reader.activations(hook.name, problems: 7..<30)
      #expect(slice.shape == [23, 2, 33, 33])
      let values = Example.values(hook, problems: 0..<40)
      for (problem, head, query, key) in [(7, 0, 0, 0), (12, 1, 32, 5), (29, 1, 32, 32)] {
        let expected = values[((problem * 2 + head) * 33 + query) * 33 + key]
        #expect(slice[problem, head, query, key].bitPattern == expected.bitPattern)
      }
      #expect(throws: TraceError.self) { try reader.activations("nowhere", problems: 0..<1) }
      #expect(throws: TraceError.self) { try reader.gradients(hook.name, problems: 0..<1) }
    }

    @Test func portionsAreTheWholeInOrder() throws {
      let example = try Example()
      try example.write(problems: 301)
      let reader = try TraceReader.open(example.path)
      for hook in Example.hooks {
        var values: [Double] = []
        try reader.forEachPortion(.activation, hook.name, of: 5..<290) { (slice) throws(TraceError) in
          #expect(slice.problems.lowerBound == 5 + values.count / Example.width(hook))
          values += slice.values
        }
        let expected = Example.values(hook, problems: 5..<290).map { Double($0) }
        #expect(values.map(\.bitPattern) == expected.map(\.bitPattern))
      }
    }

    /// Of problem 8, head 1, query Z10, key X1, in a pattern.
    private static let lastIndex: Int = {
      let row = 8 * 2 + 1
      let query = row * 33 + 32
      return query * 33 + 1
    }()

    private func selection() -> TraceSelection {
      var selection = TraceSelection()
      (selection.hooks, selection.problems) = ("hook_embed,*hook_pattern", 3..<9)
      (selection.positions, selection.features) = ("=,Z9..Z10", "1")
      return selection
    }

    @Test func tablesHoldThePartWithItsLabels() throws {
      let example = try Example()
      try example.write(problems: 20)
      let reader = try TraceReader.open(example.path)
      let path = example.folder.appending(path: "part.csv").path
      #expect(try reader.exportCSV(selection(), to: path) == 54)
      let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
      #expect(lines.count == 1 + 54 && lines[0] == "hook,problem,head,position,feature,value")
      let embed = Example.values(Example.hooks[0], problems: 0..<20)
      let first: Float = embed[(3 * 33 + 21) * 2 + 1]
      #expect(lines[1] == "hook_embed,3,,=,1,\(first)")
      let pattern = Example.values(Example.hooks[3], problems: 0..<20)
      let last: Float = pattern[Self.lastIndex]
      #expect(lines[54] == "blocks.0.attn.hook_pattern,8,1,Z10,X1,\(last)")
    }

    @Test func archivesHoldThePart() throws {
      let example = try Example()
      try example.write(problems: 20, hooks: [Example.hooks[0], Example.hooks[3]])
      let reader = try TraceReader.open(example.path)
      let path = example.folder.appending(path: "part.npz").path
      #expect(try reader.exportNPZ(selection(), to: path) == 54)
      let archive = try NPZ.read(path, allowingNonFinite: true)
      #expect(archive["a"]?.integers() == Array(Example.description(problems: 20).problems.a[3..<9]))
      let tensor = try #require(archive["blocks.0.attn.hook_pattern"])
      #expect(tensor.shape == [6, 2, 3, 1])
      let pattern = Example.values(Example.hooks[3], problems: 0..<20)
      let expected = pattern[Self.lastIndex]
      #expect(tensor.floats().last?.bitPattern == expected.bitPattern)
    }

    @Test func problemsCanBeRunAgain() throws {
      let example = try Example()
      let suite = ProblemSuite.carry(count: 30, seed: 4)
      try RecordingTests.record(
        RecordingTests.checkpoint(RecordingTests.architectures[0]), suite, as: TraceRecording(), to: example.path)
      #expect(try TraceReader.problems(of: example.path) == Array(suite))
    }

    @Test func operandsThatAreTooLongAreRefused() throws {
      let example = try Example()
      try example.write(problems: 40)
      #expect(throws: TraceError.self) { try TraceReader.problems(of: example.path) }
    }

    @Test func whatIsNotThereIsNotExported() throws {
      let example = try Example()
      try example.write(problems: 20)
      let reader = try TraceReader.open(example.path)
      let changes: [(inout TraceSelection) -> Void] = [
        { $0.hooks = "nothing" }, { $0.problems = 10..<21 }, { $0.positions = "Q" }, { $0.features = "7" },
      ]
      for change in changes {
        var selection = selection()
        change(&selection)
        for name in ["x.csv", "x.npz"] {
          let path = example.folder.appending(path: name).path
          #expect(throws: (any Error).self) {
            _ = try name == "x.csv" ? reader.exportCSV(selection, to: path) : reader.exportNPZ(selection, to: path)
          }
        }
      }
      #expect(try example.contents() == ["trace.h5"])
    }
  }
}
