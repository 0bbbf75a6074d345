import Addition
import Transformer

/// Why an analysis gives no table.
public enum AnalysisError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is nothing to average over.
  case noProblems(suite: String)
  /// The model's numbers are infinite or no numbers.
  case notFinite(quantity: String)
  /// The model's program has no such hook.
  case noHook(String)
  /// A LAPACK routine gave up, with its info code.
  case numerical(routine: String, info: Int)
  /// An ablation fits no hook of the model.
  case intervention(InterventionError)
  /// What is asked for does not go together; the text says what would.
  case plan(String)
  /// The model's description makes no sense.
  case architecture(ArchitectureError)

  /// One line: what, where and what to do.
  public var description: String {
    switch self {
    case .noProblems(let suite): "suite '\(suite)' has no problems; ask for at least one"
    case .notFinite(let quantity):
      "there are infinite values or NaN in \(quantity): the model has diverged; use another checkpoint"
    case .noHook(let name): "the model has no hook '\(name)'"
    case .numerical(let routine, let info): "LAPACK's \(routine) did not converge (info \(info)); check the model's weights"
    case .intervention(let error): error.description
    case .plan(let problem): problem
    case .architecture(let error): error.description
    }
  }
}

extension ProblemSuite {
  /// - Throws: `AnalysisError.noProblems` if there are none.
  func requireProblems() throws(AnalysisError) {
    guard !isEmpty else { throw .noProblems(suite: name) }
  }
}
