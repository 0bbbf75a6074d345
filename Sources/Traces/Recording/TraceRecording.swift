import Transformer

/// What is recorded of a model, and how.
public struct TraceRecording: Sendable {
  /// What the model reads at the answer's positions.
  public enum Pass: String, Sendable {
    /// The true answer's digits, in one pass.
    case teacherForced = "teacher-forced"
    /// Its own, as in greedy decoding.
    case generated
  }

  /// The hooks, as `Program.hooks(matching:)` selects them; nil for all.
  public var hooks: [HookPoint]?
  /// The positions (for attention: queries), ascending; nil for all.
  public var positions: [Int]?
  /// The numbers' format; float64 is computed by the exact engine, some fifty times slower.
  public var precision = TracePrecision.float32
  /// What the model reads.
  public var pass = Pass.teacherForced
  /// Whether the loss's gradient at every hook is recorded, too: of each problem's mean cross-entropy over the answer's
  /// tokens. Norms' scales have none.
  public var gradients = false
  /// What is changed while the model runs.
  public var interventions: [Intervention] = []
  /// How the arrays are compressed.
  public var compression = TraceCompression.none

  /// Everything, as the fast engine computes it, uncompressed.
  public init() {}
}

extension TraceRecording {
  /// The dimension of the tokens.
  func sequence(of program: Program) -> TraceDimension {
    let isWhole = positions == nil || positions == Array(0..<program.positions)
    return .tokens(program.architecture.format, areAllRecorded: isWhole)
  }
}
