import Addition
import Foundation
import Lanes
import Testing
@testable import Training
import Transformer

@Suite struct ZZEarlierBits {
  struct Example: Decodable { let name, json, trained: String; let initial: [String: String] }
  @Test func compare() throws {
    let examples = try JSONDecoder().decode([Example].self, from: Data(contentsOf: URL(filePath: "/tmp/earlier.json")))
    for e in examples {
      let program = try Program(JSONDecoder().decode(Architecture.self, from: Data(e.json.utf8)))
      for kind in [Initialization.microAdder, .lowRank, .flax] {
        #expect(hash(kind.values(for: program.parameters, seed: 5).map(\.bitPattern)) == e.initial[kind.rawValue], "\(e.name) \(kind)")
      }
      var random = RandomStream(seed: 1, purpose: .initialization)
      let start = Initialization.microAdder.values(for: program.parameters, seed: 1).map { Float(Double($0) + 0.3 * random.normal()) }
      let store = WeightStore(program, parameters: start)
      let batch = BatchGradient<Lane, Batch>(program, batch: 64, threads: 1)
      var moments = AdamW.Moments<Float>(count: program.parameters.learnableCount)
      for step in 0..<4 {
        _ = batch.compute(store, problems: Batch(seed: UInt64(step)))
        let g = batch.gradient
        store.update { p in
          AdamW().update(p.baseAddress!, gradient: g.baseAddress!, moments: &moments, learningRate: 0.01, weightDecay: 0.01)
        }
      }
      #expect(hash(store.parameters.map(\.bitPattern)) == e.trained, "\(e.name) trained")
    }
  }
  func hash(_ bits: [UInt32]) -> String {
    var h: UInt64 = 0xcbf29ce484222325
    for b in bits { h = (h ^ UInt64(b)) &* 0x100000001b3 }
    return String(h, radix: 16)
  }
  struct Batch: IndexedProblems {
    let seed: UInt64
    func problem(_ index: Int) -> Problem { ProblemSuite.uniform(count: 64, seed: seed)[index] }
  }
}
