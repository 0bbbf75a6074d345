import Addition
import Transformer

/// Which parts of a model make the difference that a carry makes: by reading the residual stream, and by gradients, each approximation
/// beside the patching that it stands for.
///
/// Everything is teacher-forced. `lens` and `direct` look at every digit that a carry can enter, and at the logit difference between the
/// right digit and the one that the flipped carry would give. `nodes` and `edges` look at pairs of problems that differ in one carry,
/// and at the mean logit difference between the clean problem's digit and the corrupted problem's, where the two differ.
public struct AttributionStudy: Codable, Hashable, Sendable {
  /// What is computed.
  public enum Method: String, Codable, Hashable, Sendable, CaseIterable {
    /// The logit lens.
    case lens
    /// Direct logit attribution.
    case direct
    /// Attribution patching and gradient times input of every node, beside patching and zeroing it.
    case gradient
    /// Integrated gradients of every node, beside patching it.
    case integrated
    /// Attribution patching and integrated gradients of every edge between components, beside patching that edge alone.
    case edges
  }

  /// What a place in the computation is.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// Token vectors, and the residual stream between layers.
    case residual
    case query, key, value
    /// A head's scores or its pattern.
    case pattern
    /// A head's mixture of values.
    case mixture
    /// A hidden unit of an MLP, or all of them where they are many.
    case unit
    /// What a layer writes.
    case output
    /// One component's read of what another one writes.
    case edge
  }

  /// The clean problems. Each has one of its own in which one carry is changed; see `ProblemPairs(changingACarryOf:)`.
  public let source: ProblemSource
  /// What resampled means follow from.
  public let seed: UInt64
  /// The logit lens; nil if it was not asked for.
  public let lens: LogitLens?
  /// Direct logit attribution; nil if it was not asked for.
  public let direct: DirectAttribution?
  /// Nodes; nil if neither `gradient` nor `integrated` was asked for.
  public let nodes: ApproximationTable?
  /// Edges; nil if they were not asked for.
  public let edges: ApproximationTable?

  /// Attributes.
  ///
  /// - Parameters:
  ///   - model: without interventions.
  ///   - methods: what to compute.
  ///   - progress: is told of problems, all methods together.
  /// - Throws: `AnalysisError.noProblems`; `.notFinite` for a model that has diverged; `.intervention` for one with interventions, which
  ///   has no backward pass.
  public init(
    _ model: Model, on test: ProblemSuite = .carry(), methods: Set<Method> = Set(Method.allCases), threads: Int = 1,
    progress: @escaping StudyProgress = { _, _ in }
  ) throws(AnalysisError) {
    try test.requireProblems()
    guard !model.program.isIntervened else {
      throw .intervention(
        InterventionError(intervention: "attribute", problem: "a model with interventions has no backward pass"))
    }
    let onNodes = !methods.isDisjoint(with: [.gradient, .integrated])
    let stages = [!methods.isDisjoint(with: [.lens, .direct]), onNodes, methods.contains(.edges)]
    let (count, total) = (test.count, stages.count { $0 } * test.count)
    func share(of stage: Int) -> StudyProgress {
      let before = stages[..<stage].count { $0 } * count
      return { done, _ in progress(before + done, total) }
    }
    source = test.source
    seed = test.seed ?? 0
    let reading = stages[0] ? try ResidualReading(model, on: test, threads: threads, progress: share(of: 0)) : nil
    lens = methods.contains(.lens) ? reading?.lens : nil
    direct = methods.contains(.direct) ? reading?.direct : nil
    nodes =
      onNodes
      ? try ApproximationTable(
        model, AttributionSite.nodes(of: model.program), on: ProblemPairs(changingACarryOf: test),
        approximations: (methods.contains(.gradient) ? [.attributionPatching, .gradientTimesInput] : [])
          + (methods.contains(.integrated) ? [.integratedGradients] : []), threads: threads, progress: share(of: 1)) : nil
    guard stages[2] else {
      edges = nil
      return
    }
    let extended = try model.withExtraHooks(ResidualWrite.extras)
    edges = try ApproximationTable(
      extended, AttributionSite.edges(of: extended.program), on: ProblemPairs(changingACarryOf: test),
      approximations: [.attributionPatching, .integratedGradients], threads: threads, progress: share(of: 2))
  }
}
