import Addition
import Figures
import Sweeps
import Training

/// A model of the reproduction: what its source tells, and what all seeds came to.
struct ReproducedModel {
  let name: String
  let family: String
  let told: Reproduction.Told?
  let recipe: Recipe
  let summary: VariationSummary
  /// The runs that count, by seed.
  let records: [RunRecord]
  /// The validation exact match from which a run is a success.
  let threshold: Double

  /// AdderBoard's sums that the best seed gets right; nil where no run has finished.
  var best: Proportion? { summary.best?.best?.adderBoard }
  var successes: [RunRecord] { records.filter { $0.result.isSuccess(at: threshold) } }

  /// The range of seeds' AdderBoard shares.
  private var range: ClosedRange<Double>? {
    let shares = records.compactMap { $0.result.best?.adderBoard.rate }
    guard let least = shares.min(), let most = shares.max() else { return nil }
    return least...most
  }

  /// Whether ours comes to what the source tells, by rule: a success must be at most ten of AdderBoard's sums worse; a failure
  /// must lie in the range of the seeds.
  var verdict: String {
    guard let best = best?.rate, let range else { return "not run" }
    guard let told = told?.share else { return "nothing reported" }
    if told >= 0.99 {
      if best >= told - 0.001 { return "yes" }
      return best >= 0.99 ? "nearly" : "no"
    }
    if range.contains(told) || abs(range.lowerBound - told) <= 0.01 {
      return best >= 0.99 ? "yes, and other seeds succeed" : "yes"
    }
    return best > told ? "better" : "worse"
  }

  /// The median over the successes of something that each has.
  func median(_ value: (RunCurve) -> Double?) -> Double? {
    let values = successes.compactMap { value($0.curve) }.sorted()
    guard !values.isEmpty else { return nil }
    let middle = values.count / 2
    return values.count.isMultiple(of: 2) ? (values[middle - 1] + values[middle]) / 2 : values[middle]
  }

  /// All seeds' curves.
  var curves: SeedCurves {
    SeedCurves(
      model: name,
      curves: records.map { record in
        SeedCurve(
          seed: record.result.seed, steps: record.curve.points.map(\.step),
          exactMatch: record.curve.points.map { Double($0.exact) / Double(max(record.curve.problems, 1)) },
          succeeded: record.result.isSuccess(at: threshold))
      })
  }
}

extension Reproduction {
  /// The models of a family whose runs have begun to finish.
  func models(of family: Family, _ results: SweepResults) -> [ReproducedModel] {
    zip(results.plan.variations, results.summaries).enumerated().map { index, pair in
      ReproducedModel(
        name: pair.0.name, family: family.title, told: told[pair.0.recipe.name], recipe: pair.0.recipe, summary: pair.1,
        records: results.records.filter { $0.result.variation == index && !results.isSurplus($0.result) },
        threshold: results.plan.success)
    }
  }
}
