import Addition
import Checkpoints
import Foundation
import Interpretability
import Testing
import Traces
import Transformer

@Suite struct TraceStatisticsTests {
  /// A trace in a folder of its own.
  private func withTraces(
    _ problems: ProblemSuite, _ changes: [(inout TraceRecording) -> Void], _ body: ([TraceReader]) throws -> Void
  ) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "statistics-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let program = try Program(.gptAcc(width: 4, hidden: 4))
    let weights = Initialization.flax.values(for: program.parameters, seed: 1)
    let checkpoint = Checkpoint(name: "small", model: try Model(program, weights: weights))
    let readers = try changes.enumerated().map { index, change in
      var recording = TraceRecording()
      change(&recording)
      let path = folder.appending(path: "\(index).h5").path
      try TraceRecorder.record(
        checkpoint, problems: problems, as: recording, to: path, from: .init(commandLine: "test", version: "test"))
      return try TraceReader.open(path)
    }
    try body(readers)
  }

  @Test func statisticsAreThoseOfAllValues() throws {
    try withTraces(.uniform(count: 600, seed: 2), [{ _ in }]) { readers in
      let statistics = try TraceStatistics(readers[0])
      #expect(statistics.activations.map(\.hook) == readers[0].hooks.map(\.name))
      for hook in statistics.activations {
        let values = try readers[0].readDoubles(.activation, hook.hook, problems: 0..<600).filter(\.isFinite)
        let mean = values.reduce(0, +) / Double(values.count)
        let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
        #expect(hook.count == values.count)
        #expect(abs(try #require(hook.mean) - mean) <= 1e-9 * (1 + abs(mean)))
        #expect(abs(try #require(hook.deviation) - deviation) <= 1e-9 * (1 + deviation))
        #expect(hook.least == values.min() && hook.greatest == values.max())
      }
    }
  }

  @Test func differencesAreFoundWhereTheyAre() throws {
    let change = Intervention(hook: "blocks.0.mlp.hook_post", positions: [24], features: [1], operation: .zero)
    try withTraces(.uniform(count: 40, seed: 2), [{ _ in }, { $0.interventions = [change] }]) { readers in
      let difference = try TraceDifference(readers[0], readers[1])
      #expect(difference.problems == 40 && difference.onlyInFirst.isEmpty && difference.onlyInSecond.isEmpty)
      let hook = try #require(difference.hooks.first { $0.hook == change.hook })
      let values = try readers[0].activations(change.hook, problems: 0..<40)
      let changed = (0..<40).map { abs(Double(values[$0, 24, 1])) }
      #expect(hook.all.largest == changed.max())
      #expect(abs(hook.all.mean - changed.reduce(0, +) / (40 * 33 * 4)) < 1e-12)
      #expect(hook.positions.filter { $0.mean > 0 }.map(\.position) == ["Z2"])
      #expect(difference.hooks.first { $0.hook == "hook_embed" }?.all.largest == 0)
    }
  }

  @Test func tracesOfOtherProblemsAreNotCompared() throws {
    try withTraces(.uniform(count: 4, seed: 2), [{ _ in }]) { first in
      try withTraces(.uniform(count: 4, seed: 3), [{ _ in }]) { second in
        #expect(throws: TraceError.self) { try TraceDifference(first[0], second[0]) }
      }
      try withTraces(.uniform(count: 5, seed: 2), [{ _ in }]) { second in
        #expect(throws: TraceError.self) { try TraceDifference(first[0], second[0]) }
      }
      try withTraces(.uniform(count: 4, seed: 2), [{ $0.positions = [1, 2] }]) { second in
        #expect(throws: TraceError.self) { try TraceDifference(first[0], second[0]) }
      }
    }
  }
}
