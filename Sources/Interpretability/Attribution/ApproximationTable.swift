import Addition
import Lanes
import Transformer

/// What gradients say about places in the computation, beside what changing them does: the same change, made in a run.
///
/// All effects are changes of the pairs' mean logit difference between the clean problem's digit and the corrupted problem's, in logits.
public struct ApproximationTable: Codable, Hashable, Sendable {
  /// A place in the computation, at one position or at all at once.
  public struct Row: Codable, Hashable, Sendable {
    /// Such as `L0H0 value`, `L0 unit 3`, `tokens -> L0H0 query`.
    public let name: String
    /// What it is one of.
    public let kind: AttributionStudy.Kind
    /// The hook that is changed.
    public let hook: String
    /// The position, of attention the query; nil for all at once.
    public let position: Int?
    /// The position's label; nil for all.
    public let label: String?
    /// Every approximation with the truth.
    public let effects: [Effect]
  }

  /// The mean effect of a replacement.
  public struct Effect: Codable, Hashable, Sendable {
    /// How it was approximated.
    public let approximation: Approximation
    /// What the activation becomes.
    public let replacement: Replacement
    /// What the gradient says, in logits.
    public let estimate: Estimate
    /// What the run says, in logits.
    public let truth: Estimate
  }

  /// How many pairs.
  public let pairs: Int
  /// The logit difference on the clean problems.
  public let clean: Estimate
  /// The same, for the same two digits, on the corrupted problems.
  public let corrupted: Estimate
  /// Every place at every position, then at all; places in the order of the computation. Positions at which no logit of the answer
  /// depends on it are left out.
  public let rows: [Row]
  /// How well estimates and truths agree.
  public let agreements: [Agreement]
  /// Whether integrated gradients sum to the difference; nil if they were not asked for.
  public let completeness: Completeness?

  /// - Throws: `AnalysisError.noProblems`, `.notFinite`.
  init(
    _ model: Model, _ sites: [AttributionSite], on pairs: ProblemPairs, approximations: [Approximation], threads: Int,
    progress: @escaping StudyProgress
  ) throws(AnalysisError) {
    let bootstrap = Bootstrap(problems: pairs.count, seed: pairs.clean.seed ?? 0)
    let layout = ApproximationLayout(model.program, sites, approximations)
    let total = try PairEffects.measure(model, layout, on: pairs, bootstrap, threads: threads, progress: progress)
    let sums = total.sums
    self.pairs = pairs.count
    clean = sums.mean(layout.clean, bootstrap)
    corrupted = sums.mean(layout.corrupted, bootstrap)
    let labels = model.architecture.format.positionLabels
    rows = Parallel.map(items: layout.places.count, workers: threads) {
    } _: { _, index in
      let place = layout.places[index]
      let site = sites[place.site]
      return Row(
        name: site.name, kind: site.kind, hook: site.hook.name, position: place.position,
        label: place.position.map { labels[$0] },
        effects: layout.comparisons.map { comparison in
          Effect(
            approximation: comparison.approximation, replacement: comparison.replacement,
            estimate: sums.mean(layout.estimate(comparison, index), bootstrap),
            truth: sums.mean(layout.truth(comparison.replacement, index), bootstrap))
        })
    }
    agreements = Agreement.all(layout, sums, bootstrap, threads: threads)
    completeness = approximations.contains(.integratedGradients) ? total.completeness : nil
  }
}
