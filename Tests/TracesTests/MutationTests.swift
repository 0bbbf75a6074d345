import Foundation
import Testing
import Traces

extension TracesTests {
  /// Real traces with a few bytes changed at random: each is refused, or read as it says, without a word of HDF5's.
  @Suite struct MutationTests {
    /// Reads everything of a file.
    private func readAll(_ path: String) throws(TraceError) {
      let reader = try TraceReader.open(path)
      _ = try reader.readProblems()
      for hook in reader.hooks { try reader.forEachPortion(.activation, hook.name) { _ throws(TraceError) in } }
      for hook in reader.gradients { try reader.forEachPortion(.gradient, hook.name) { _ throws(TraceError) in } }
    }

    @Test(arguments: [TraceCompression.none, .deflate(level: 1), .zstandard(level: 1)])
    func twoHundredMutations(compression: TraceCompression) throws {
      let example = try Example()
      let checkpoint = try RecordingTests.checkpoint(RecordingTests.architectures[3])
      var recording = TraceRecording()
      recording.compression = compression
      recording.gradients = true
      recording.hooks = try checkpoint.model.program.hooks(matching: "hook_embed,*hook_pattern")
      try RecordingTests.record(checkpoint, .uniform(count: 40, seed: 2), as: recording, to: example.path)
      let whole = try Data(contentsOf: URL(filePath: example.path))
      try readAll(example.path)

      var random = SystemlessRandom(seed: 11)
      var refused = 0
      for _ in 0..<200 {
        var bytes = whole
        for _ in 0..<1 + random.below(4) {
          // Half of them in the first tenth, where most of what describes the file is.
          let place = random.below(random.below(2) == 0 ? bytes.count / 10 : bytes.count)
          switch random.below(4) {
          case 0: bytes[place] ^= 1 << UInt8(random.below(8))
          case 1: bytes[place] = UInt8(random.below(256))
          case 2: bytes.replaceSubrange(place..<min(place + 8, bytes.count), with: [UInt8](repeating: 0xFF, count: 8))
          default: bytes.removeSubrange(place..<min(place + 1 + random.below(64), bytes.count))
          }
        }
        try bytes.write(to: URL(filePath: example.path))
        do throws(TraceError) { try readAll(example.path) } catch {
          refused += 1
          #expect(!error.description.contains("\n"))
        }
      }
      #expect(refused > 100)
    }
  }
}

/// Numbers that are the same on every run.
private struct SystemlessRandom {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func below(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }
}
