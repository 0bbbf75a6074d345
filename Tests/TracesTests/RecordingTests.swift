import Addition
import Checkpoints
import Foundation
import Lanes
import Testing
import Traces
import Transformer

extension TracesTests {
  @Suite struct RecordingTests {
    /// Every family, with one and several layers and heads; random weights.
    static let architectures: [Architecture] = [
      .microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: true),
      .microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: false),
      .microAdder(queryKeyWidth: 5, trainsSpiral: true, tiesDown: false),
      .gptAcc(width: 7, hidden: 14),
      .gptAcc(width: 8, hidden: 16, layers: 2, heads: 2, hasBias: true, tiesHead: false),
    ]

    static func checkpoint(_ architecture: Architecture) throws -> Checkpoint {
      let program = try Program(architecture)
      var random = RandomStream(seed: 7, purpose: .initialization, index: 0)
      let weights = (0..<program.parameters.count).map { _ in Float(random.normal()) }
      return Checkpoint(name: "random", model: try Model(program, weights: weights))
    }

    @discardableResult
    static func record(
      _ checkpoint: Checkpoint, _ problems: ProblemSuite, hooks: [HookPoint]? = nil, to path: String,
      compression: TraceCompression = .none, threads: Int = 1
    ) throws -> RecordedTrace {
      var recording = TraceRecording()
      (recording.hooks, recording.compression) = (hooks, compression)
      return try record(checkpoint, problems, as: recording, to: path, threads: threads)
    }

    @discardableResult
    static func record(
      _ checkpoint: Checkpoint, _ problems: ProblemSuite, as recording: TraceRecording, to path: String,
      isAppended: Bool = false, threads: Int = 1
    ) throws -> RecordedTrace {
      try TraceRecorder.record(
        checkpoint, problems: problems, as: recording, to: path, isAppended: isAppended, threads: threads,
        from: .init(seed: 3, commandLine: "analyze dump", version: "test"))
    }

    @Test(arguments: architectures)
    func everyActivationIsThePassesOwn(architecture: Architecture) throws {
      let example = try Example()
      let checkpoint = try Self.checkpoint(architecture)
      let program = checkpoint.model.program
      // Two slabs and a last block that is not full.
      let problems = ProblemSuite.uniform(count: 75, seed: 3)
      try Self.record(checkpoint, problems, to: example.path, threads: 2)
      let reader = try TraceReader.open(example.path)
      #expect(reader.hooks.map(\.name) == program.hooks.map(\.name))
      let recorded = try reader.hooks.map { try reader.read($0.name, problems: 0..<75) }
      let pass = Pass<Lane>(program)
      let weights = WeightStore<Float>(program, parameters: checkpoint.model.weights)
      for first in stride(from: 0, to: 75, by: 16) {
        pass.load(problems[first..<min(first + 16, 75)])
        pass.forward(weights)
        for (hook, recorded) in zip(program.hooks, recorded) {
          let expected = Self.activations(hook, pass)
          let found = recorded[first * expected.count / pass.count..<(first + pass.count) * expected.count / pass.count]
          #expect(found.elementsEqual(expected) { $0.bitPattern == $1.bitPattern }, "\(hook.name) of problem \(first) on")
        }
      }
    }

    /// Value by value, in the order of the file.
    private static func activations(_ hook: HookPoint, _ pass: Pass<Lane>) -> [Float] {
      let positions = pass.program.positions
      let width = hook.dimensions(positions: positions).reduce(1, *)
      var values = [Float](repeating: .nan, count: pass.count * width)
      for lane in 0..<pass.count {
        for head in 0..<(hook.heads ?? 1) {
          for position in 0..<positions {
            for feature in 0..<hook.features(positions: positions) {
              let index = hook.index(head: head, position: position, feature: feature, positions: positions)
              values[lane * width + index] = pass.activation(
                hook, lane: lane, head: head, position: position, feature: feature)
            }
          }
        }
      }
      return values
    }

    @Test func keysAfterTheQueryAreMasked() throws {
      let example = try Example()
      let checkpoint = try Self.checkpoint(Self.architectures[4])
      let hooks = try checkpoint.model.program.hooks(matching: "*.hook_attn_scores,*.hook_pattern")
      #expect(hooks.count == 4)
      try Self.record(checkpoint, .uniform(count: 5, seed: 0), hooks: hooks, to: example.path)
      let reader = try TraceReader.open(example.path)
      for hook in hooks {
        let values = try reader.read(hook.name, problems: 0..<5)
        let positions = checkpoint.model.program.positions
        #expect(values.count == 5 * 2 * positions * positions)
        for (index, value) in values.enumerated() where index % positions > index / positions % positions {
          #expect(hook.name.hasSuffix("scores") ? value == -.infinity : value.bitPattern == 0)
        }
        #expect(values.contains { $0 != 0 })
      }
    }

    @Test(arguments: [TraceCompression.none, .deflate(level: 1), .zstandard(level: 3)])
    func threadsDoNotChangeAByte(compression: TraceCompression) throws {
      let checkpoint = try Self.checkpoint(Self.architectures[0])
      let files = try [1, 2, 2, 7].map { threads in
        let example = try Example()
        try Self.record(
          checkpoint, .carry(count: 300, seed: 1), to: example.path, compression: compression, threads: threads)
        return try Data(contentsOf: URL(filePath: example.path))
      }
      #expect(Set(files).count == 1)
    }

    @Test func dimensionsHaveNamesAndLabels() throws {
      let example = try Example()
      let checkpoint = try Self.checkpoint(Self.architectures[4])
      try Self.record(checkpoint, .uniform(count: 3, seed: 3), to: example.path)
      let reader = try TraceReader.open(example.path)
      func dimensions(_ name: String) -> [String]? {
        reader.hooks.first { $0.name == name }?.dimensions.map { "\($0.name) \($0.size)" }
      }
      #expect(dimensions("hook_embed") == ["position 33", "d_model 8"])
      #expect(dimensions("blocks.1.attn.hook_q") == ["position 33", "head 2", "d_head 4"])
      #expect(dimensions("blocks.1.attn.hook_pattern") == ["head 2", "query 33", "key 33"])
      #expect(dimensions("logits") == ["position 33", "d_vocab 14"])
      let labels = Array(TokenFormat.dense.positionLabels.dropLast())
      #expect(reader.position.labels == labels)
      #expect(reader.hooks.last?.dimensions[1].labels == TokenFormat.dense.tokenLabels)
      #expect(reader.hooks.first { $0.name.hasSuffix("pattern") }?.dimensions[2].labels == labels)
    }

    @Test func problemsComeWithTheirCarries() throws {
      let example = try Example()
      let checkpoint = try Self.checkpoint(Self.architectures[3])
      let suite = ProblemSuite(
        name: "three", problems: [try Problem(9_999_999_999, 1), try Problem(12, 34), try Problem(95, 17)])
      let summary = try Self.record(checkpoint, suite, to: example.path)
      let problems = try TraceReader.open(example.path).readProblems()
      #expect(problems.a == [9_999_999_999, 12, 95] && problems.b == [1, 34, 17])
      let answers = checkpoint.model.answers(to: suite)
      #expect(problems.answer == answers.map { $0.map { Int64($0) } ?? -1 })
      #expect(summary.correct.count == zip(suite, answers).count { $0.sum == $1 })
      #expect(problems.tokens == suite.flatMap { TokenFormat.dense.input(of: $0) })
      func column(_ name: String) -> [UInt8]? { problems.columns.first { $0.name == name }?.values }
      let zeros = [UInt8](repeating: 0, count: 8)
      #expect(column("carry_in") == [0] + [UInt8](repeating: 1, count: 10) + [0, 0, 0] + zeros + [0, 1, 1] + zeros)
      #expect(column("chain_into") == [UInt8](0...10) + [0, 0, 0] + zeros + [0, 1, 1] + zeros)
      #expect(column("carry_kind") == [2] + [UInt8](repeating: 1, count: 9) + [0, 0] + zeros + [2, 2] + zeros)
      #expect(column("longest_chain") == [10, 0, 1])
    }

    @Test func provenanceTellsWhatWasRun() throws {
      let example = try Example()
      let checkpoint = try Self.checkpoint(Self.architectures[1])
      let recorded = try Self.record(
        checkpoint, .uniform(count: 20, seed: 3), hooks: [checkpoint.model.program.hooks[0]], to: example.path)
      let provenance = try TraceReader.open(example.path).provenance
      #expect(
        provenance
          == TraceProvenance(
            model: "random", architecture: checkpoint.model.architecture.json,
            weightsSHA256: checkpoint.weightsSHA256.description, problemSource: "20 problems of suite uniform, seed 3",
            suite: "uniform", seed: 3, pass: "teacher-forced", commandLine: "analyze dump", version: "test"))
      let size = try FileManager.default.attributesOfItem(atPath: example.path)[.size] as? Int
      #expect(recorded.fileBytes == size)
      #expect(recorded.hooks == 1 && recorded.problems == 20 && recorded.activationBytes == 20 * 33 * 2 * 4)
    }

    @Test func whatCannotBeRecordedLeavesNothing() throws {
      let example = try Example()
      let checkpoint = try Self.checkpoint(Self.architectures[0])
      #expect(throws: TraceError.self) { try Self.record(checkpoint, .uniform(count: 0, seed: 0), to: example.path) }
      let ablated = Checkpoint(
        name: "ablated",
        model: try checkpoint.model.intervening(with: [Intervention(hook: "blocks.0.attn.hook_z", operation: .zero)]))
      #expect(throws: TraceError.self) { try Self.record(ablated, .uniform(count: 4, seed: 0), to: example.path) }
      #expect(throws: TraceError.self) {
        try Self.record(
          checkpoint, .uniform(count: 4, seed: 0), to: example.folder.appending(path: "none/trace.h5").path)
      }
      #expect(try example.contents().isEmpty)
    }
  }
}
