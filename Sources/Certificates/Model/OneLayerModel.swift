import Addition
import Lanes
import Transformer

/// A model of one layer as a proof sees it.
///
/// Before attention everything is a function of a position and its token. After attention everything is a function of a position,
/// its token, and the *mixture*: for every head, `sum of u a / sum of u` over the keys, with a key's unnormalized weight
/// `u = exp(score - shift)` and its vector `a`. Both sums are additive over positions.
struct OneLayerModel: Sendable {
  let program: Program
  /// Parameters and derived values in the order of the program's; see `EnclosedWeights` and `Execution`.
  let values: [Interval]
  /// What is computed in: exact, or the engine's executed bits as far as they are a function of single positions.
  let arithmetic: CertifiedArithmetic
  let roles: SequenceRoles
  /// Steps before the scores, and those behind the mixture but for the last map to the logits.
  let localSteps, tailSteps: [Step]
  let attention: AttentionParts
  /// What the mixture is written to: the mixed values, or where they first go through a narrow factor, that.
  let entry: Slot
  /// For each head the map of its values to the entry's features: nil where the entry is the mixed values.
  let entryMatrix: Matrix?
  /// The last map, to the logits.
  let unembedding: Matrix
  let unembeddingBias: Int?
  /// What the last map reads.
  let last: Slot
  /// Every position's local memory, by its token; nil for tokens that never stand there.
  let local: [[StepMachine<Interval>?]]

  /// Where attention's steps read and write.
  struct AttentionParts: Sendable {
    let query, key, value, mixture: Slot
    let heads, keyHeads, valueHeads: Int
    /// What the engine multiplies scores by.
    let scale: Double
  }

  init(_ model: Model, arithmetic: CertifiedArithmetic = .real) throws(CertificateError) {
    let program = model.program
    guard program.architecture.layers == 1 else { throw .tooManyLayers(program.architecture.layers) }
    self.program = program
    self.arithmetic = arithmetic
    guard model.weights.allSatisfy(\.isFinite) else { throw .weightsNotFinite }
    roles = SequenceRoles(program.architecture.format)
    let steps = program.steps.map(\.step)
    for step in steps {
      switch step.operation {
      case .edit: throw .unknownStep("an intervention")
      case .affine: throw .unknownStep("a norm that is made again")
      default: break
      }
    }
    guard let parts = Self.attention(steps) else {
      throw .unknownStep("attention that is not scores, softmax and mixture in turn")
    }
    attention = parts.attention
    localSteps = Array(steps[..<parts.scores])
    var tail = Array(steps[(parts.mix + 1)...])
    guard let final = tail.popLast(), case .linear(let unembedding, let bias, _) = final.operation,
      final.writes[0] == program.logits
    else { throw .unknownStep("logits that are not the last map's") }
    (self.unembedding, unembeddingBias, last) = (unembedding, bias, final.reads[0])
    // A map from the mixture alone that is narrower than the values: its outputs are the fewer numbers to bound.
    let mixture = attention.mixture
    if let first = tail.first, case .linear(let matrix, nil, _) = first.operation, first.reads[0] == mixture,
      matrix.outputs < mixture.width / attention.heads, !tail.dropFirst().contains(where: { $0.reads.contains(mixture) })
    {
      (entry, entryMatrix) = (first.writes[0], matrix)
      tail.removeFirst()
    } else {
      (entry, entryMatrix) = (mixture, nil)
    }
    tailSteps = tail
    switch arithmetic {
    case .real:
      values = EnclosedWeights(model).values
      local = Self.local(program, localSteps, values, roles)
    case .float32:
      let execution = Execution<Float32Format>(model)
      (values, local) = (execution.values, execution.local(localSteps, roles))
    case .float64:
      let execution = Execution<Float64Format>(model)
      (values, local) = (execution.values, execution.local(localSteps, roles))
    }
  }

  /// A query's score of a key, of one head.
  func score(_ query: ArraySlice<Interval>, _ key: ArraySlice<Interval>) -> Interval {
    switch arithmetic {
    case .real: Interval.dot(query, key) / Interval(Double(query.count)).squareRoot
    case .float32: Execution<Float32Format>.score(query, key, scale: attention.scale)
    case .float64: Execution<Float64Format>.score(query, key, scale: attention.scale)
    }
  }

  /// Finds scores, softmax and mixture, one behind the other.
  private static func attention(_ steps: [Step]) -> (attention: AttentionParts, scores: Int, mix: Int)? {
    guard let first = steps.firstIndex(where: \.isScores), steps.indices.contains(first + 2) else { return nil }
    let (scores, softmax, mix) = (steps[first], steps[first + 1], steps[first + 2])
    guard case .attentionScores(let heads, let keyHeads, let scale) = scores.operation,
      case .attentionSoftmax = softmax.operation,
      case .attentionMix(_, let valueHeads) = mix.operation, softmax.reads[0] == scores.writes[0],
      mix.reads[0] == softmax.writes[0], steps[(first + 3)...].allSatisfy({ !$0.mixesPositions })
    else { return nil }
    let parts = AttentionParts(
      query: scores.reads[0], key: scores.reads[1], value: mix.reads[1], mixture: mix.writes[0], heads: heads,
      keyHeads: keyHeads, valueHeads: valueHeads, scale: scale)
    return (parts, first, first + 2)
  }

  private static func local(
    _ program: Program, _ steps: [Step], _ values: [Interval], _ roles: SequenceRoles
  ) -> [[StepMachine<Interval>?]] {
    (0..<roles.positions.count).map { position in
      (0..<program.architecture.format.vocabularySize).map { token in
        guard roles.positions[position].allows(token) else { return nil }
        var machine = StepMachine<Interval>(program)
        machine.run(steps, values, position: position, token: token)
        return machine
      }
    }
  }
}

extension Step {
  fileprivate var isScores: Bool {
    if case .attentionScores = operation { true } else { false }
  }

  fileprivate var mixesPositions: Bool {
    switch operation {
    case .attentionScores, .attentionSoftmax, .attentionMix: true
    default: false
    }
  }
}
