import Lanes

/// Collects parameters, buffers and steps while an architecture is compiled.
struct ProgramBuilder {
  let architecture: Architecture
  let parameters: ParameterTable
  private(set) var valueCount: Int
  private var derivations: [Derivation] = []
  private var buffers: [BufferShape] = []
  private var hooks: [HookPoint] = []
  private var steps: [Step] = []
  private var packedCount = 0
  private var logits = Slot(buffer: 0, first: 0, width: 0)

  init(_ architecture: Architecture) {
    self.architecture = architecture
    parameters = ParameterTable(architecture.declaredParameters())
    valueCount = parameters.count
  }

  // MARK: Values

  /// The index of a tensor's first value. The names are those that `declaredParameters` declares.
  func value(_ name: String) -> Int {
    guard let parameter = parameters[name] else { preconditionFailure("the architecture declares no parameter \(name)") }
    return parameter.offset
  }

  /// A map's matrix: the second factor if it has two.
  func matrix(_ map: LinearMap) -> Matrix {
    let (first, count) = (map.outputs.lowerBound, map.outputs.count)
    switch map.form {
    case .torch(let name):
      return Matrix(
        inputs: map.inputs, outputs: count, offset: value(name) + first * map.inputs, inputStride: 1, outputStride: map.inputs)
    case .plain(let name):
      return Matrix(
        inputs: map.inputs, outputs: count, offset: value(name) + first, inputStride: map.allOutputs, outputStride: 1)
    case .factors(_, let second, let rank):
      return Matrix(
        inputs: rank, outputs: count, offset: value(second) + first, inputStride: map.allOutputs, outputStride: 1)
    }
  }

  /// Makes room for a derived tensor and returns the index of its first value.
  mutating func derive(count: Int, _ make: (Int) -> Derivation) -> Int {
    let index = valueCount
    valueCount += count
    derivations.append(make(index))
    return index
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
  mutating func triangles(heads: Int, hook: String) -> Int {
    buffers.append(.triangles(heads: heads))
    hooks.append(
      HookPoint(name: hook, shape: .attention(heads: heads), featureDimension: "key", buffer: buffers.count - 1))
    return buffers.count - 1
  }

  // MARK: Steps

  mutating func append(_ step: Step) { steps.append(step) }

  mutating func linear(_ x: Slot, _ matrix: Matrix, bias: Int? = nil, into y: Slot) {
    steps.append(.linear(x, matrix, bias: bias, packed: packedCount, into: y))
    packedCount += 2 * matrix.inputs * matrix.outputs
  }

  /// `x W + b` for the map's matrix, or its second factor.
  mutating func linear(_ x: Slot, _ map: LinearMap, into y: Slot) {
    linear(x, matrix(map), bias: map.bias.map { value($0) }, into: y)
  }

  /// `x A` where the map has two factors, x itself where it has not.
  mutating func firstFactor(of map: LinearMap, _ x: Slot, hook: String, dimension: String) -> Slot {
    guard case .factors(let first, _, let rank) = map.form else { return x }
    let y = rows(rank, hook: hook, dimension: dimension)
    let matrix = Matrix(inputs: map.inputs, outputs: rank, offset: value(first), inputStride: rank, outputStride: 1)
    linear(x, matrix, into: y)
    return y
  }

  mutating func finish(logits: Slot) { self.logits = logits }

  func program() -> Program {
    let needed = buffersFeedingLaterPositions()
    return Program(
      architecture: architecture, parameters: parameters, derivations: derivations,
      steps: steps.map { ScheduledStep(step: $0, feedsLaterPositions: needed[$0.output]) }, hooks: hooks, buffers: buffers,
      feedsLaterPositions: needed, valueCount: valueCount, packedCount: packedCount, logits: logits)
  }

  /// Keys and values, and all that they are computed from.
  private func buffersFeedingLaterPositions() -> [Bool] {
    var needed = [Bool](repeating: false, count: buffers.count)
    for step in steps.reversed() {
      switch step {
      case .attentionScores(_, let key, _, _, _): needed[key.buffer] = true
      case .attentionMix(_, let value, _, _): needed[value.buffer] = true
      default: break
      }
      if needed[step.output] {
        for input in step.inputs { needed[input] = true }
      }
    }
    return needed
  }
}

extension Step {
  /// The buffer a step writes (a norm's scale goes the way of its output).
  var output: Int {
    switch self {
    case .embed(_, let into), .position(_, let into), .copy(_, let into), .add(_, _, let into),
      .layerNorm(_, _, _, _, _, let into), .rmsNorm(_, _, _, _, let into), .linear(_, _, _, _, let into),
      .attentionMix(_, _, _, let into), .gelu(_, _, let into), .rotate(_, _, _, _, let into), .swiGLU(_, _, let into):
      into.buffer
    case .attentionScores(_, _, _, _, let into), .attentionSoftmax(_, _, let into): into
    case .edit(let edit): edit.buffer
    }
  }

  /// The buffers a step reads.
  var inputs: [Int] {
    switch self {
    case .embed, .position: []
    case .copy(let x, _), .layerNorm(let x, _, _, _, _, _), .rmsNorm(let x, _, _, _, _), .linear(let x, _, _, _, _),
      .gelu(let x, _, _), .rotate(let x, _, _, _, _):
      [x.buffer]
    case .add(let a, let b, _), .swiGLU(let a, let b, _): [a.buffer, b.buffer]
    case .attentionScores(let q, let k, _, _, _): [q.buffer, k.buffer]
    case .attentionSoftmax(let scores, _, _): [scores]
    case .attentionMix(let pattern, let v, _, _): [pattern, v.buffer]
    case .edit(let edit): [edit.buffer]
    }
  }
}
