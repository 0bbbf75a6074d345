import Training

/// Optimizer steps per second of a shipped recipe: problems, forward, backward, clipping, AdamW.
struct TrainingSpeed {
  /// Timed rounds; the median of an odd number is one of them.
  static let rounds = 9
  /// How long a round should take.
  private static let secondsPerRound = 0.4

  let recipe: Recipe
  let threads: Int
  /// Ascending.
  let stepsPerSecond: [Double]

  var median: Double { stepsPerSecond[stepsPerSecond.count / 2] }

  static func measure(_ name: String, threads: Int) throws -> TrainingSpeed {
    var recipe = try Recipe.named(name)
    // Validation is no part of a step.
    recipe.validation.every = recipe.steps
    recipe.validation.count = 1
    let trainer = try Trainer(recipe, threads: threads)
    let warmup = try seconds(of: 200, trainer)
    let steps = max(50, Int(Double(200) * secondsPerRound / warmup))
    let speeds = try (0..<rounds).map { _ in Double(steps) / (try seconds(of: steps, trainer)) }
    return TrainingSpeed(recipe: try Recipe.named(name), threads: threads, stepsPerSecond: speeds.sorted())
  }

  private static func seconds(of steps: Int, _ trainer: Trainer) throws -> Double {
    let time = try ContinuousClock().measure {
      for _ in 0..<steps { try trainer.step() }
    }
    return Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18
  }

  var row: String {
    func whole(_ value: Double) -> String { "\(Int(value.rounded()))" }
    func left(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }
    let spread = "\(whole(median)) (\(whole(stepsPerSecond.first ?? 0)) to \(whole(stepsPerSecond.last ?? 0)))"
    let duration = "\(recipe.steps) steps in \(whole(Double(recipe.steps) / median)) s"
    return left(recipe.name, 17) + left("\(recipe.batch)", 7) + left("\(threads)", 9) + left(spread, 26) + duration
  }
}
