import Digests
import Training

/// All runs of a sweep, in order: what a spec comes to once its recipes are read and its grids are multiplied out.
public struct SweepPlan: Hashable, Sendable {
  /// What the sweep is called.
  public let name: String
  /// The validation exact match, 0...1, from which on a run's best weights are a success.
  public let success: Double
  /// How many of a variation's best runs are kept as checkpoints.
  public let keep: Int
  /// In the spec's order.
  public let variations: [SweepVariation]
  /// The number of each variation's first run; the number after the last run at the end.
  let firstRuns: [Int]

  init(name: String, success: Double, keep: Int, variations: [SweepVariation]) {
    (self.name, self.success, self.keep, self.variations) = (name, success, keep, variations)
    firstRuns = variations.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.seeds.seeds.count) }
  }

  /// Runs of all variations.
  public var runCount: Int { firstRuns.last ?? 0 }

  /// The numbers of a variation's runs.
  func runs(of variation: Int) -> Range<Int> { firstRuns[variation]..<firstRuns[variation + 1] }

  /// The variation of a run, and its seed's place among the variation's; nil if there is no such run.
  func place(of run: Int) -> (variation: Int, position: Int)? {
    guard (0..<runCount).contains(run) else { return nil }
    var (low, high) = (0, variations.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if firstRuns[middle] <= run { low = middle } else { high = middle - 1 }
    }
    return (low, run - firstRuns[low])
  }
}

/// One recipe of a sweep, run with several seeds.
public struct SweepVariation: Hashable, Sendable {
  /// What it is called: the recipe and what was varied, such as `gptacc-777p learningRate.peak=0.01 mlp.hidden=14`.
  public let name: String
  /// What its runs follow, but for the seed.
  public let recipe: Recipe
  /// The model's learned parameters.
  public let parameters: Int
  /// In the order in which they are tried.
  public let seeds: SeedList
  /// The variation ends with the shortest prefix of its seeds that holds so many successes; nil for all seeds.
  public let until: Int?

  /// What folders of it are called: the name with only what shells and file systems take as it is.
  public var folderName: String { Self.folderName(of: name) }

  static func folderName(of name: String) -> String {
    let plain = String(name.map { $0.isLetter || $0.isNumber || "-_.=,+".contains($0) ? $0 : "_" })
    let safe = plain.hasPrefix(".") ? "_" + plain.dropFirst() : plain
    guard safe.utf8.count > 160 else { return safe }
    // What is cut off is told by its digest.
    return safe.prefix(60) + "-" + SHA256.digest(of: name.utf8).hex.prefix(16)
  }

  /// The recipe of one of its runs.
  func recipe(seed: UInt64) -> Recipe {
    var recipe = recipe
    recipe.seed = seed
    return recipe
  }

  /// Problems and answer digits of every validation.
  var validationTotals: (problems: Int, digits: Int) {
    (recipe.validation.count, recipe.validation.count * recipe.architecture.format.answerLength)
  }

  /// How many of the seeds count, from what is known of each: all up to the success that is the last asked for.
  ///
  /// - Parameter outcomes: whether the run of each seed is a success; nil where it is not finished.
  /// - Returns: the length of the prefix, and whether nothing that is still to come can change it.
  func prefix(of outcomes: [Bool?]) -> (count: Int, isDecided: Bool) {
    var (successes, isKnown) = (0, true)
    for (position, outcome) in outcomes.enumerated() {
      if outcome == nil { isKnown = false }
      if outcome == true { successes += 1 }
      if let until, successes >= until { return (position + 1, isKnown) }
    }
    return (outcomes.count, isKnown)
  }
}
