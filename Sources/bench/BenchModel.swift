import Addition
import Arguments
import Checkpoints
import Training
import Transformer

/// A model to measure, under the name that the peers' scripts know as well.
enum BenchModel: String, CaseIterable, ExpressibleByArgument {
  case microAdder57 = "microadder-57"
  case microAdder67 = "microadder-67"
  case microAdder74 = "microadder-74"
  case lowRank262 = "lowrank-262"
  case gptAcc777 = "gptacc-777"
  case small2L64d = "small-2L-64d"

  /// How it is trained: architecture, batch, problems and optimizer. The shipped recipe where there is one.
  var recipe: Recipe {
    get throws {
      switch self {
      case .microAdder57: try .named("microadder-57p")
      case .microAdder67: try .named("microadder-67p")
      case .microAdder74: try .named("microadder-74p")
      case .gptAcc777: try .named("gptacc-777p")
      case .lowRank262: Self.dense(rawValue, Self.lowRank262Architecture, .lowRank, steps: 500_000, peak: 0.02)
      case .small2L64d: Self.dense(rawValue, Self.small2L64dArchitecture, .flax, steps: 27_000, peak: 0.001)
      }
    }
  }

  /// Whether it has fewer than 1,000 parameters: the models that decoding and analyses are measured with.
  var isTiny: Bool { self != .small2L64d }

  /// The folder of trained weights, if the repository has any.
  private var checkpoint: String? {
    switch self {
    case .microAdder57: "microadder-57p"
    case .microAdder67: "microadder-67p"
    case .gptAcc777: "gptacc-777p"
    case .microAdder74, .lowRank262, .small2L64d: nil
    }
  }

  /// Whether there are trained weights.
  var isTrained: Bool { checkpoint != nil }

  /// The trained model, or one with initial weights where the repository has no trained one.
  func load() throws -> Checkpoint {
    if let checkpoint { return try Checkpoint.read("\(RepositoryFolder.checkpoints)/\(checkpoint)") }
    let recipe = try recipe
    let program = try Program(recipe.architecture)
    let weights = recipe.initialization.values(for: program.parameters, seed: recipe.seed)
    return Checkpoint(name: rawValue, model: try Model(program, weights: weights))
  }

  private static let lowRank262Architecture = Architecture.lowRank(
    width: 4, hidden: 6, positionRank: 2, queryKeyValueRank: 3, outputRank: 3, mlpRank: 3, norm: .rms, sharesAndTies: true)
  private static let small2L64dArchitecture = Architecture.gptAcc(
    width: 64, hidden: 256, layers: 2, heads: 2, hasBias: true, tiesHead: false)

  /// The published settings of the dense family.
  private static func dense(
    _ name: String, _ architecture: Architecture, _ initialization: Initialization, steps: Int, peak: Double
  ) -> Recipe {
    Recipe(
      name: name, summary: "Measured only.", architecture: architecture, initialization: initialization, seed: 1, steps: steps,
      batch: 512, sampling: Sampling(operands: .uniformLength, curriculum: .published),
      learningRate: LearningRate(peak: peak, warmup: 1_350))
  }
}
