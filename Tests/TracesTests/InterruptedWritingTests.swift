import Foundation
import Testing
import Traces

extension TracesTests {
  @Suite struct InterruptedWritingTests {
    private let hook = Example.hooks[1]

    private func begin(_ example: borrowing Example) throws -> TraceWriter {
      try TraceWriter.create(example.path, description: Example.description(problems: 40, hooks: [hook]))
    }

    @Test func abandonedWriterLeavesNothing() throws {
      let example = try Example()
      do {
        var writer = try begin(example)
        let values = Example.values(hook, problems: 0..<16)
        try writer.write(hook: hook.name, problems: 0..<16, values: values.span)
        #expect(try example.contents().count == 1)
        #expect(try !example.contents().contains("trace.h5"))
      }
      #expect(try example.contents().isEmpty)
    }

    @Test func unfinishedTraceIsRefusedAndLeavesNothing() throws {
      let example = try Example()
      var writer = try begin(example)
      let values = Example.values(hook, problems: 0..<16)
      try writer.write(hook: hook.name, problems: 0..<16, values: values.span)
      do {
        try writer.finish()
        Issue.record("an unfinished trace was finished")
      } catch {
        #expect(error == .unfinished(hook: hook.name, written: 16, of: 40))
      }
      #expect(try example.contents().isEmpty)
    }

    /// Whoever says so at the last moment is heard, too.
    @Test func aTraceThatIsUnwantedInTheEndIsNotThere() throws {
      let example = try Example()
      try example.write(problems: 17)
      for isUnwanted in [true, false] {
        var writer = try TraceWriter.create(example.path, description: Example.description(problems: 20))
        for hook in Example.hooks {
          try writer.write(hook: hook.name, problems: 0..<20, values: Example.values(hook, problems: 0..<20).span)
        }
        do {
          _ = try writer.finish(unless: { isUnwanted })
          #expect(!isUnwanted)
        } catch {
          #expect(isUnwanted && error == .stopped)
        }
        #expect(try TraceReader.open(example.path).problemCount == (isUnwanted ? 17 : 20))
        #expect(try example.contents() == ["trace.h5"])
      }
    }

    @Test func oldTraceStaysUntilTheNewOneIsWhole() throws {
      let example = try Example()
      try example.write(problems: 17)
      do {
        let writer = try begin(example)
        #expect(writer.problemCount == 40)
        #expect(try TraceReader.open(example.path).problemCount == 17)
      }
      #expect(try TraceReader.open(example.path).problemCount == 17)
      try example.write(problems: 18)
      #expect(try TraceReader.open(example.path).problemCount == 18)
      #expect(try example.contents() == ["trace.h5"])
    }

    /// What a power cut leaves under the passing name, copied to where a user may try it.
    @Test func halfWrittenFileIsNotTakenForATrace() throws {
      let example = try Example()
      let copy = example.folder.appending(path: "copy.h5")
      do {
        var writer = try begin(example)
        let values = Example.values(hook, problems: 0..<40)
        try writer.write(hook: hook.name, problems: 0..<40, values: values.span)
        let partial = try #require(try example.contents().first)
        try FileManager.default.copyItem(at: example.folder.appending(path: partial), to: copy)
      }
      #expect(throws: TraceError.incomplete(path: copy.path)) { try TraceReader.open(copy.path) }
    }

    @Test func portionsMustComeInOrder() throws {
      let example = try Example()
      var writer = try begin(example)
      let values = Example.values(hook, problems: 0..<16)
      func attempt(
        _ problems: Range<Int>, hook name: String, count: Int, _ writer: inout TraceWriter
      ) -> TraceError? {
        do { try writer.write(hook: name, problems: problems, values: values.span.extracting(first: count)) } catch {
          return error
        }
        return nil
      }
      let width = Example.width(hook)
      #expect(attempt(16..<32, hook: hook.name, count: 16 * width, &writer) != nil)
      #expect(attempt(0..<16, hook: hook.name, count: 16 * width, &writer) == nil)
      #expect(
        attempt(0..<16, hook: hook.name, count: 16 * width, &writer)
          == .outOfOrder(hook: hook.name, expected: 16, got: 0..<16))
      #expect(
        attempt(16..<32, hook: hook.name, count: 15 * width, &writer)
          == .wrongCount(hook: hook.name, expected: 16 * width, got: 15 * width))
      #expect(
        attempt(16..<41, hook: hook.name, count: 0, &writer) == .outOfOrder(hook: hook.name, expected: 16, got: 16..<41))
      #expect(attempt(16..<32, hook: "hook_nope", count: 0, &writer) == .unknownHook("hook_nope", known: [hook.name]))
    }

    @Test func unwritablePlacesAreNamed() throws {
      let example = try Example()
      let description = Example.description(problems: 1, hooks: [])
      for path in [example.folder.appending(path: "missing/trace.h5").path, example.folder.path, "", "a\0b"] {
        do {
          try TraceWriter.create(path, description: description).finish()
          Issue.record("wrote to '\(path)'")
        } catch {
          guard case .output(let reason) = error, reason.path == (path.isEmpty ? "''" : path) else {
            Issue.record("'\(path)': \(error)")
            continue
          }
        }
      }
      #expect(try example.contents().isEmpty)
    }
  }
}
