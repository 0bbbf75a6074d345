import Addition
import Checkpoints
import Foundation
import Testing
import Traces
import Transformer

extension TracesTests {
  @Suite struct AppendingTests {
    /// A suite as it is, and the same in parts.
    private static let all = (0..<300).map { ProblemSuite.carry(count: 300, seed: 5)[$0] }

    private func suite(_ range: Range<Int>) -> ProblemSuite { ProblemSuite(name: "parts", problems: Array(Self.all[range])) }

    @Test(arguments: [[3, 300], [16, 50, 299, 300], [128, 300]], [TraceCompression.none, .deflate(level: 1)])
    func partsMakeTheWhole(ends: [Int], compression: TraceCompression) throws {
      let whole = try Example()
      let parts = try Example()
      let checkpoint = try RecordingTests.checkpoint(RecordingTests.architectures[3])
      var recording = TraceRecording()
      recording.hooks = try checkpoint.model.program.hooks(matching: "*hook_pattern,*ln1.hook_scale,hook_embed")
      recording.gradients = true
      recording.compression = compression
      try RecordingTests.record(checkpoint, suite(0..<300), as: recording, to: whole.path)
      var first = 0
      for end in ends {
        // Compression is the file's, whatever is asked for later.
        if first > 0 { recording.compression = .none }
        try RecordingTests.record(
          checkpoint, suite(first..<end), as: recording, to: parts.path, isAppended: first > 0, threads: 2)
        first = end
      }
      let (one, other) = (try TraceReader.open(whole.path), try TraceReader.open(parts.path))
      #expect(other.problemCount == 300 && other.hooks == one.hooks && other.gradients == one.gradients)
      #expect(try other.readProblems() == one.readProblems())
      for hook in one.hooks {
        #expect(
          try other.read(hook.name, problems: 0..<300).map(\.bitPattern)
            == one.read(hook.name, problems: 0..<300).map(\.bitPattern), "\(hook.name)")
      }
      for hook in one.gradients {
        #expect(
          try other.readDoubles(.gradient, hook.name, problems: 0..<300)
            == one.readDoubles(.gradient, hook.name, problems: 0..<300), "\(hook.name)")
      }
      #expect(other.provenance.commandLine.split(separator: "\n").count == ends.count)
      #expect(try other.compression() == compression)
      #expect(try parts.contents() == ["trace.h5"])
    }

    @Test func otherRecordingsAreRefusedAndChangeNothing() throws {
      let example = try Example()
      let checkpoint = try RecordingTests.checkpoint(RecordingTests.architectures[3])
      func append(_ checkpoint: Checkpoint, _ change: (inout TraceRecording) throws -> Void) throws -> TraceError? {
        var recording = TraceRecording()
        try change(&recording)
        do {
          try RecordingTests.record(checkpoint, suite(0..<5), as: recording, to: example.path, isAppended: true)
          return nil
        } catch let error as TraceError { return error }
      }
      guard case .missing = try append(checkpoint, { _ in }) else {
        Issue.record("appended to nothing")
        return
      }
      try RecordingTests.record(checkpoint, suite(0..<20), to: example.path)
      let before = try Data(contentsOf: URL(filePath: example.path))
      var weights = checkpoint.model.weights
      weights[0] += 1
      let other = Checkpoint(name: "other", model: try Model(checkpoint.model.program, weights: weights))
      let errors = [
        try append(other) { _ in },
        try append(RecordingTests.checkpoint(RecordingTests.architectures[0])) { _ in },
        try append(checkpoint) { $0.hooks = [checkpoint.model.program.hooks[0]] },
        try append(checkpoint) { $0.precision = .float16 },
        try append(checkpoint) { $0.pass = .generated },
        try append(checkpoint) { $0.gradients = true },
        try append(checkpoint) { $0.positions = [1, 2] },
        try append(checkpoint) { $0.interventions = [Intervention(hook: "hook_embed", operation: .scale(2))] },
      ]
      for error in errors {
        guard case .differs = error else {
          Issue.record("\(String(describing: error))")
          continue
        }
      }
      #expect(try Data(contentsOf: URL(filePath: example.path)) == before)
      #expect(try example.contents() == ["trace.h5"])
    }
  }
}
