import Addition
import Transformer

/// Small models with random weights, large enough to make every activation matter.
enum TestModels {
  static let architectures: [(name: String, architecture: Architecture)] = [
    ("57", .microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: true)),
    ("67", .microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: false)),
    ("74", .microAdder(queryKeyWidth: 5, trainsSpiral: true, tiesDown: false)),
    ("777", .gptAcc(width: 7, hidden: 14)),
    (
      "two layers, two heads, biases, own head",
      .gptAcc(
        width: 6, hidden: 9, layers: 2, heads: 2, hasBias: true, tiesHead: false)
    ),
  ]

  /// Weights near their initial values, but with nothing left at zero.
  static func weights(_ table: ParameterTable, seed: UInt64 = 1) -> [Double] {
    var random = RandomStream(seed: seed, purpose: .initialization)
    return Initialization.microAdder.values(for: table, seed: seed).map { Double($0) + 0.3 * random.normal() }
  }

  static func model(_ architecture: Architecture, seed: UInt64 = 1) throws -> Model {
    let program = try Program(architecture)
    return try Model(program, weights: weights(program.parameters, seed: seed).map { Float($0) })
  }
}
