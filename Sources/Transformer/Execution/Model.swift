import Addition
import Lanes

/// A compiled architecture with weights: what analyses, evaluations and checkpoints pass around.
public struct Model: Sendable {
  /// The compiled architecture.
  public let program: Program
  /// The parameters' values, in the order of `program.parameters`.
  public let weights: [Float]

  /// - Throws: `ArchitectureError` if the architecture is none or the weights are not as many as it has parameters.
  public init(_ architecture: Architecture, weights: [Float]) throws(ArchitectureError) {
    try self.init(Program(architecture), weights: weights)
  }

  /// - Throws: `ArchitectureError` if the weights are not as many as the program has parameters.
  public init(_ program: Program, weights: [Float]) throws(ArchitectureError) {
    guard weights.count == program.parameters.count else {
      throw ArchitectureError(
        field: "parameters", problem: "the weights are \(weights.count) numbers and should be \(program.parameters.count)")
    }
    self.program = program
    self.weights = weights
  }

  /// The description it was compiled from.
  public var architecture: Architecture { program.architecture }
  /// The number of learned parameters, ties counted once.
  public var parameterCount: Int { program.parameters.learnableCount }

  /// The values of one tensor, row-major; nil for a name that the architecture does not have.
  public func tensor(_ name: String) -> [Float]? {
    program.parameters[name].map { Array(weights[$0.range]) }
  }

  /// The same weights with interventions, and functions of one's own after them.
  ///
  /// - Throws: `InterventionError` as `Program.intervening(with:edits:)`.
  public func intervening(
    with interventions: [Intervention] = [], edits: [HookEdit] = []
  ) throws(InterventionError) -> Model {
    Model(try program.intervening(with: interventions, edits: edits), checked: weights)
  }

  /// A model whose weights are known to be as many as its program has parameters.
  init(_ program: Program, checked weights: [Float]) {
    (self.program, self.weights) = (program, weights)
  }

  /// Answers by greedy autoregressive decoding, in the order of the problems; nil where an answer is no number.
  ///
  /// - Parameter donors: a partner for every problem, from which `donor` interventions take values.
  public func answers(to problems: ProblemSuite, donors: ProblemSuite? = nil, threads: Int = 1) -> [UInt64?] {
    forEachBlock(of: problems, donors: donors, threads: threads, isLean: true, initial: [UInt64?]()) {
      pass, weights, _, answers in
      answers += pass.decode(weights)
    }.flatMap { $0 }
  }
}
