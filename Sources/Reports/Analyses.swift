import Addition
import Interpretability
import Transformer

/// Every table of a report, computed for one model: the same model and options give the same tables on any number of threads.
public struct Analyses: Sendable {
  /// Where the parameters are.
  public let budget: ParameterBudget
  /// How the digits lie.
  public let tokens: TokenGeometry
  /// How the positions lie; nil for a model whose positions turn queries and keys instead of having vectors.
  public let positions: PositionGeometry?
  /// Where the heads look.
  public let attention: AttentionSummary
  /// What the hidden units do with a digit sum and a carry.
  public let neurons: NeuronResponses
  /// How the residual stream moves for that one sum.
  public let path: ResidualPath
  /// What the components are worth.
  public let ablation: AblationStudy
  /// Exact matches by the longest carry chain.
  public let carry: CarryAccuracy
  /// Exact matches on AdderBoard.
  public let adderBoard: Evaluation
  /// One sum in full.
  public let example: Explanation

  /// Computes all of them.
  ///
  /// - Throws: `AnalysisError`, for a model that has diverged or an empty suite.
  public init(_ model: Model, options: ReportOptions = ReportOptions()) throws(AnalysisError) {
    let threads = options.threads
    budget = ParameterBudget(model.program)
    tokens = try TokenGeometry(model)
    let hasPositions = model.program.hook("hook_pos_embed") != nil
    positions = hasPositions ? try PositionGeometry(model, seed: options.seed) : nil
    attention = try AttentionSummary(model, on: options.studied, threads: threads)
    neurons = try NeuronResponses(model, on: options.studied, threads: threads)
    path = try ResidualPath(model, of: options.example)
    ablation = try AblationStudy(model, on: options.studied, threads: threads)
    carry = try CarryAccuracy(model, on: .carry(count: options.carryProblems, seed: options.seed), threads: threads)
    adderBoard = model.evaluate(.adderBoard, threads: threads)
    example = try Explanation(model, of: options.example, targetsPerHead: model.program.positions)
  }
}
