import Lanes

/// Collects buffers and steps while an architecture is compiled.
struct ProgramBuilder {
  let architecture: Architecture
  let extras: ExtraHooks
  var weights: WeightResolver
  private var buffers: [BufferShape] = []
  private var hooks: [HookPoint] = []
  private var steps: [Step] = []
  private var packedCount = 0

  /// - Precondition: the architecture is valid.
  init(_ architecture: Architecture, extras: ExtraHooks) {
    self.architecture = architecture
    self.extras = extras
    weights = WeightResolver(architecture)
  }

  // MARK: Buffers

  /// A buffer of so many features a position, hooked if it has a name.
  mutating func rows(_ width: Int, hook: String? = nil, dimension: String = "d_model", heads: Int? = nil) -> Slot {
    let buffer = buffers.count
    buffers.append(.rows(width))
    if let hook {
      let shape: HookPoint.Shape = heads.map { .headFeatures(heads: $0, width: width / $0) } ?? .features(width)
      hooks.append(HookPoint(name: hook, shape: shape, featureDimension: dimension, buffer: buffer))
    }
    return Slot(buffer: buffer, first: 0, width: width)
  }

  /// A buffer of causal attention, one triangle a head.
  mutating func triangles(heads: Int, hook: String, masked: Float) -> Slot {
    buffers.append(.triangles(heads: heads))
    hooks.append(
      HookPoint(
        name: hook, shape: .attention(heads: heads, masked: masked), featureDimension: "key", buffer: buffers.count - 1))
    return Slot(buffer: buffers.count - 1, first: 0, width: 1)
  }

  // MARK: Steps

  mutating func append(_ operation: Step.Operation, _ reads: Slot..., into writes: Slot...) {
    steps.append(Step(operation: operation, reads: Slots(reads), writes: Slots(writes)))
  }

  mutating func linear(_ x: Slot, _ matrix: Matrix, bias: Int? = nil, into y: Slot) {
    append(.linear(matrix, bias: bias, packed: packedCount), x, into: y)
    packedCount += 2 * matrix.inputs * matrix.outputs
  }

  /// A place's map of x. A product's two factors are two steps, with a hook of the same name and `_factor` between them.
  mutating func project(_ x: Slot, _ site: WeightSite, hook: String, dimension: String = "d_model", factorHook: String? = nil)
    -> Slot
  {
    let outputs = architecture.shape(of: site.place).rows
    guard let (first, second) = weights.factors(site) else {
      let y = rows(outputs, hook: hook, dimension: dimension)
      linear(x, weights.matrix(site), bias: weights.bias(site), into: y)
      return y
    }
    let factor = rows(first.outputs, hook: factorHook ?? hook + "_factor", dimension: site.place.factorDimension)
    linear(x, first, into: factor)
    let y = rows(outputs, hook: hook, dimension: dimension)
    linear(factor, second, bias: weights.bias(site), into: y)
    return y
  }

  /// A norm with a place's weights.
  ///
  /// - Parameters:
  ///   - hooks: what the names of `hook_scale` and `hook_normalized` start with; nil for no hooks.
  ///   - heads: so many parts are normalized each for itself, with the same weights.
  mutating func norm(_ x: Slot, _ site: WeightSite, hooks: String?, dimension: String = "d_model", heads: Int? = nil) -> Slot {
    let scale = rows(heads ?? 1, hook: hooks.map { $0 + "hook_scale" }, dimension: "scale", heads: heads)
    let normalized = rows(x.width, hook: hooks.map { $0 + "hook_normalized" }, dimension: dimension, heads: heads)
    let y = rows(x.width)
    let operation = Step.Operation.norm(
      heads == nil ? architecture.norm.kind : .rms, weight: weights.table(site), bias: weights.bias(site),
      epsilon: architecture.norm.epsilon)
    let count = heads ?? 1
    for head in 0..<count {
      append(
        operation, x.part(head, of: count),
        into: y.part(head, of: count), scale.part(head, of: count), normalized.part(head, of: count))
    }
    return y
  }

  // MARK: Result

  func program(logits: Slot) -> Program {
    let needed = buffersFeedingLaterPositions()
    return Program(
      architecture: architecture, parameters: weights.parameters, derivations: weights.derivations,
      steps: steps.map { ScheduledStep(step: $0, feedsLaterPositions: needed[$0.output]) }, edits: [], hooks: hooks,
      buffers: buffers, feedsLaterPositions: needed, valueCount: weights.valueCount, packedCount: packedCount, logits: logits)
  }

  /// Keys and values, and all that they are computed from.
  private func buffersFeedingLaterPositions() -> [Bool] {
    var needed = [Bool](repeating: false, count: buffers.count)
    for step in steps.reversed() {
      if let back = step.reachesBack { needed[back.buffer] = true }
      guard needed[step.output] else { continue }
      for input in step.reads { needed[input.buffer] = true }
      for output in step.writes { needed[output.buffer] = true }
    }
    return needed
  }
}

extension WeightPlace {
  /// The name of the dimension between the two factors of a product.
  fileprivate var factorDimension: String {
    switch self {
    case .gate, .up, .down: "mlp_rank"
    default: "rank"
    }
  }
}
