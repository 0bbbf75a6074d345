import Lanes

/// An architecture compiled to a flat list of steps over named buffers.
///
/// The same program serves training, recording, intervening and decoding one token at a time: steps take a range of
/// positions, and keys and values stay in their buffers.
public struct Program: Sendable {
  /// The description it was compiled from.
  public let architecture: Architecture
  /// The tensors of weights.
  public let parameters: ParameterTable
  /// Tensors computed from parameters, in order.
  public let derivations: [Derivation]
  /// What is computed, in order.
  public internal(set) var steps: [ScheduledStep]
  /// What the steps that edit do.
  var edits: [Edit]
  /// Every place that can be read, in the order of computation.
  public let hooks: [HookPoint]
  /// Positions of a full pass: the format's input length.
  public var positions: Int { architecture.format.inputLength }
  /// The first position whose logits predict a digit of the answer.
  public var firstAnswerPosition: Int { architecture.format.promptLength - 1 }

  package let buffers: [BufferShape]
  /// Buffers whose every position is needed by later ones.
  let feedsLaterPositions: [Bool]
  /// Parameters and derived values together: the length of a gradient.
  public let valueCount: Int
  /// The weights of all linear steps, packed both ways round.
  let packedCount: Int
  package let logits: Slot

  /// Compiles a description.
  ///
  /// - Parameter extras: hooks that cost steps of their own.
  /// - Throws: `ArchitectureError` if the description makes no sense.
  public init(_ architecture: Architecture, extras: ExtraHooks = []) throws(ArchitectureError) {
    try architecture.validate()
    var builder = ProgramBuilder(architecture, extras: extras)
    self = builder.build()
  }

  init(
    architecture: Architecture, parameters: ParameterTable, derivations: [Derivation], steps: [ScheduledStep], edits: [Edit],
    hooks: [HookPoint], buffers: [BufferShape], feedsLaterPositions: [Bool], valueCount: Int, packedCount: Int, logits: Slot
  ) {
    self.architecture = architecture
    self.parameters = parameters
    self.derivations = derivations
    self.steps = steps
    self.edits = edits
    self.hooks = hooks
    self.buffers = buffers
    self.feedsLaterPositions = feedsLaterPositions
    self.valueCount = valueCount
    self.packedCount = packedCount
    self.logits = logits
  }

  /// The hook point of a name.
  public func hook(_ name: String) -> HookPoint? { hooks.first { $0.name == name } }

  /// Multiply-adds of one problem's full pass over all positions, attention included; one multiply-add counts 2.
  public var operationsPerProblem: Int { operations { _ in 0 } }

  /// Multiply-adds of one problem's pass for the answers only, as in training: positions before the first that predicts an
  /// answer digit count where later ones read the result, and not otherwise. One multiply-add counts 2.
  public var answerOperationsPerProblem: Int { operations { $0.feedsLaterPositions ? 0 : firstAnswerPosition } }

  /// Operations of every step from its first position on.
  private func operations(from first: (ScheduledStep) -> Int) -> Int {
    steps.reduce(0) { total, scheduled in
      let rows = positions - first(scheduled)
      let keys = Triangle<Lane>.count(positions: positions) - Triangle<Lane>.count(positions: first(scheduled))
      return switch scheduled.step.operation {
      case .linear(let matrix, _, _): total + 2 * rows * matrix.inputs * matrix.outputs
      case .attentionScores: total + 2 * keys * scheduled.step.reads[0].width
      case .attentionMix: total + 2 * keys * scheduled.step.writes[0].width
      default: total
      }
    }
  }
}
