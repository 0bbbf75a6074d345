import Addition
import Checkpoints
import Foundation
import Reports
import Training
import Transformer

/// Untrained checkpoints of both families, a made-up run, and folders to write to.
enum Samples {
  static func split() throws -> Checkpoint {
    let program = try Program(.microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: true))
    return Checkpoint(
      name: "tiny-split", model: try Model(program, weights: Initialization.microAdder.values(for: program.parameters, seed: 1)),
      notes: ["recipe": "a | b\n# no heading", "seed": "1"])
  }

  static func dense() throws -> Checkpoint {
    let program = try Program(.gptAcc(width: 6, hidden: 4, heads: 2))
    return Checkpoint(
      name: "tiny-dense", model: try Model(program, weights: Initialization.flax.values(for: program.parameters, seed: 1)))
  }

  /// Positions that turn queries and keys: there are no vectors of them.
  static func rotary() throws -> Checkpoint {
    let program = try Program(.qwen3(width: 3, hidden: 3, heads: 1, headWidth: 4, base: 3))
    return Checkpoint(
      name: "tiny-rotary", model: try Model(program, weights: Initialization.flax.values(for: program.parameters, seed: 1)))
  }

  static let curve = TrainingCurve(
    [3, 6, 10].enumerated().map { index, digits in
      TrainingRecord(
        step: (index + 1) * 1000, loss: 1 / Double(index + 1), learningRate: 0.02, weightDecay: 0.01, digits: digits,
        carryMix: 0.8,
        validation: .init(exactMatch: Proportion(40 * index, of: 100), tokenAccuracy: Proportion(900, of: 1100), loss: 0.5))
    })

  /// Few problems and pixels, so that tests are fast.
  static func options(threads: Int = 1) -> ReportOptions {
    ReportOptions(
      studied: .carry(count: 22, seed: 4), carryProblems: 22, seed: 4, dotsPerInch: 50, threads: threads,
      command: "analyze report checkpoints/tiny --out DIR")
  }

  /// A folder that is removed afterwards.
  static func inFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "reports-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
  }
}
