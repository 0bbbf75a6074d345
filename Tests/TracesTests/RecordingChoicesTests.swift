import Addition
import Checkpoints
import Foundation
import Lanes
import Testing
import Traces
import Transformer

extension TracesTests {
  /// Positions, precision, pass, gradients, interventions.
  @Suite struct RecordingChoicesTests {
    private let problems = ProblemSuite.uniform(count: 21, seed: 3)

    private func record(
      _ checkpoint: Checkpoint, to path: String, _ change: (inout TraceRecording) throws -> Void
    ) throws -> TraceReader {
      var recording = TraceRecording()
      try change(&recording)
      try RecordingTests.record(checkpoint, problems, as: recording, to: path, threads: 2)
      return try TraceReader.open(path)
    }

    @Test func positionsAreRowsOfTheWhole() throws {
      let whole = try Example()
      let part = try Example()
      let checkpoint = try RecordingTests.checkpoint(RecordingTests.architectures[4])
      let program = checkpoint.model.program
      let positions = try program.positions(matching: "=,Z3..Z5,0")
      #expect(positions == [0, 21, 25, 26, 27])
      let all = try record(checkpoint, to: whole.path) { _ in }
      let some = try record(checkpoint, to: part.path) { $0.positions = positions }
      #expect(some.position.name == "sequence" && some.position.size == 33)
      for hook in some.hooks {
        let axis = try #require(hook.dimensions.firstIndex { ["position", "query"].contains($0.name) })
        #expect(hook.dimensions[axis].labels == ["X9", "=", "Z3", "Z4", "Z5"])
        let inner = hook.dimensions.dropFirst(axis + 1).reduce(1) { $0 * $1.size }
        let (found, expected) = (
          try some.read(hook.name, problems: 0..<21), try all.read(hook.name, problems: 0..<21)
        )
        for (index, value) in found.enumerated() {
          let (outer, place, feature) = (index / inner / 5, index / inner % 5, index % inner)
          let same = expected[(outer * 33 + positions[place]) * inner + feature]
          #expect(value.bitPattern == same.bitPattern, "\(hook.name)")
        }
      }
    }

    @Test func labelsNamePositions() throws {
      let program = try Program(RecordingTests.architectures[4])
      #expect(try program.positions(matching: "Z*") == Array(22...32))
      #expect(try program.positions(matching: "X0..X3") == Array(6...9))
      #expect(try program.positions(matching: "X3..X0, 30..32") == [6, 7, 8, 9, 30, 31, 32])
      #expect(try program.positions(matching: "+") == [10])
      for list in ["", "Q*", "33", "-1", "X0..Q", "Z*,"] {
        #expect(throws: LabelSelectionError.self, "\(list)") { try program.positions(matching: list) }
      }
    }

    @Test func float64IsTheExactEngines() throws {
      let example = try Example()
      let checkpoint = try RecordingTests.checkpoint(RecordingTests.architectures[4])
      let reader = try record(checkpoint, to: example.path) { $0.precision = .float64 }
      #expect(reader.precision == .float64)
      let program = checkpoint.model.program
      let pass = Pass<ExactLane>(program)
      let weights = WeightStore<Double>(program, parameters: checkpoint.model.weights.map(Double.init))
      pass.load(problems[8..<16])
      pass.forward(weights)
      for (hook, described) in zip(program.hooks, reader.hooks) where hook.heads == nil {
        let values = try reader.readDoubles(.activation, hook.name, problems: 8..<16)
        let width = described.dimensions[1].size
        for (index, value) in values.enumerated() {
          let (lane, position, feature) = (index / width / 33, index / width % 33, index % width)
          #expect(value == pass.activation(hook, lane: lane, position: position, feature: feature), "\(hook.name)")
        }
      }
    }

    @Test func float16IsTheRoundedFloat32() throws {
      let whole = try Example()
      let half = try Example()
      let checkpoint = try RecordingTests.checkpoint(RecordingTests.architectures[3])
      let all = try record(checkpoint, to: whole.path) { _ in }
      let some = try record(checkpoint, to: half.path) {
        $0.precision = .float16
        $0.compression = .deflate(level: 1)
      }
      for hook in all.hooks {
        let expected = try all.read(hook.name, problems: 0..<21).map { Float(Float16($0)) }
        #expect(try some.read(hook.name, problems: 0..<21) == expected)
      }
    }

    @Test func generationReadsTheModelsOwnDigits() throws {
      let example = try Example()
      // Untrained: hardly a digit is right.
      let checkpoint = try RecordingTests.checkpoint(RecordingTests.architectures[4])
      let reader = try record(checkpoint, to: example.path) { $0.pass = .generated }
      #expect(reader.provenance.pass == "generated")
      let recorded = try reader.readProblems()
      #expect(recorded.answer == checkpoint.model.answers(to: problems).map { $0.map { Int64($0) } ?? -1 })
      let logits = try reader.activations("logits", problems: 0..<21)
      let format = TokenFormat.dense
      for problem in 0..<21 {
        let tokens = Array(recorded.tokens[problem * 33..<(problem + 1) * 33])
        #expect(Array(tokens.prefix(format.promptLength)) == format.prompt(of: problems[problem]))
        for position in format.promptLength..<33 {
          let row = (0..<14).map { logits[problem, position - 1, $0] }
          #expect(Int(tokens[position]) == row.firstIndex(of: row.max() ?? 0), "problem \(problem), position \(position)")
        }
      }
    }

    @Test func gradientsAreThePassesOwn() throws {
      let example = try Example()
      let checkpoint = try RecordingTests.checkpoint(RecordingTests.architectures[4])
      let reader = try record(checkpoint, to: example.path) { $0.gradients = true }
      let names = reader.gradients.map(\.name)
      #expect(names == reader.hooks.map(\.name).filter { !$0.hasSuffix("hook_scale") })
      let program = checkpoint.model.program
      let pass = Pass<Lane>(program, gradients: .activations)
      let weights = WeightStore<Float>(program, parameters: checkpoint.model.weights)
      pass.load(problems[16..<21])
      pass.forward(weights)
      var scratch = [Float](repeating: 0, count: program.valueCount)
      scratch.withUnsafeMutableBufferPointer { buffer in
        guard let start = buffer.baseAddress else { return }
        _ = pass.backward(weights, weight: 1 / 12, gradient: start)
      }
      for name in ["hook_embed", "blocks.1.hook_resid_pre", "logits"] {
        let hook = try #require(program.hook(name))
        let slice = try reader.gradients(name, problems: 16..<21)
        var greatest: Float = 0
        for number in 16..<21 {
          for position in 0..<33 {
            for feature in 0..<hook.features(positions: 33) {
              let expected = pass.gradient(hook, lane: number - 16, position: position, feature: feature)
              #expect(slice[number, position, feature] == expected)
              greatest = max(greatest, abs(expected))
            }
          }
        }
        #expect(greatest > 0)
      }
    }

    @Test func interventionsAreToldAndDone() throws {
      let example = try Example()
      let checkpoint = try RecordingTests.checkpoint(RecordingTests.architectures[4])
      let change = Intervention(hook: "blocks.0.mlp.hook_post", positions: [21], features: [1], operation: .scale(0))
      let reader = try record(checkpoint, to: example.path) { $0.interventions = [change] }
      let told = try #require(reader.provenance.interventions)
      #expect(try JSONDecoder().decode([Intervention].self, from: Data(told.utf8)) == [change])
      let slice = try reader.activations("blocks.0.mlp.hook_post", problems: 0..<21)
      for problem in 0..<21 { #expect(slice[problem, 21, 1] == 0 && slice[problem, 20, 1] != 0) }
      let changed = try checkpoint.model.intervening(with: [change])
      #expect(try reader.readProblems().answer == changed.answers(to: problems).map { $0.map { Int64($0) } ?? -1 })
    }

    @Test func whatMakesNoSenseIsRefused() throws {
      let example = try Example()
      let checkpoint = try RecordingTests.checkpoint(RecordingTests.architectures[4])
      let changes: [(inout TraceRecording) -> Void] = [
        { $0.positions = [] }, { $0.positions = [3, 2] }, { $0.positions = [33] }, { $0.compression = .deflate(level: 10) },
        { $0.interventions = [Intervention(hook: "nowhere", operation: .zero)] },
        { $0.interventions = [Intervention(hook: "hook_embed", operation: .donor)] },
        {
          $0.interventions = [Intervention(hook: "hook_embed", operation: .zero)]
          $0.gradients = true
        },
      ]
      for change in changes {
        #expect(throws: TraceError.self) { try record(checkpoint, to: example.path) { change(&$0) } }
      }
      #expect(try example.contents().isEmpty)
    }

    @Test func valuesThatAreNotFiniteAreNamed() throws {
      let example = try Example()
      let checkpoint = try RecordingTests.checkpoint(RecordingTests.architectures[3])
      let broken = Intervention(
        hook: "blocks.0.hook_resid_mid", positions: [24], features: [2], operation: .scale(.infinity))
      #expect(
        throws: TraceError.notFinite(hook: "blocks.0.hook_resid_mid", problem: 0, position: "Z2", precision: .float32)
      ) {
        _ = try record(checkpoint, to: example.path) { $0.interventions = [broken] }
      }
      let large = Intervention(hook: "blocks.0.hook_resid_mid", positions: [24], operation: .scale(1e6))
      #expect {
        _ = try record(checkpoint, to: example.path) {
          $0.interventions = [large]
          $0.precision = .float16
        }
      } throws: { "\($0)".contains("float16 ends at 65,504") }
      #expect(try example.contents().isEmpty)
    }
  }
}
