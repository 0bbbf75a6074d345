import Addition
import Checkpoints
import Foundation
import Lanes
import Transformer

/// A compiled model as the page's JavaScript runs it (`Page/engine.js`): weights, the list of steps, and what stands where.
struct LiveModel: Encodable {
  /// The parameters, exactly: float32 in base64, least significant byte first.
  let learned: String
  /// What is computed from them once, behind them in the flat array of values: float64, likewise.
  let derived: String
  /// Positions of a pass, and the first whose logits predict a digit.
  let positions, firstAnswer: Int
  /// What a position holds, such as `X3`, `+` or `Z0`.
  let labels: [String]
  /// What a token is.
  let tokens: [String]
  /// How a sum becomes tokens, position by position: a digit of an operand or of the sum, or always the same token.
  let sequence: [Role]
  let buffers: [Buffer]
  let steps: [LiveStep]
  let hooks: [Hook]
  /// Where the logits are.
  let logits: LiveSlot

  /// `["x", 3]`, `["y", 0]`, `["z", 9]` or `["token", 10]`.
  struct Role: Encodable {
    let kind: String
    let number: Int

    init(_ role: PositionRole) {
      (kind, number) =
        switch role {
        case .delimiter(let token): ("token", token)
        case .first(let place): ("x", place)
        case .second(let place): ("y", place)
        case .sum(let place): ("z", place)
        }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.unkeyedContainer()
      try container.encode(kind)
      try container.encode(number)
    }
  }

  /// `[position][feature]`, or `[head][query][key]`.
  struct Buffer: Encodable {
    var width: Int?
    var heads: Int?
  }

  struct Hook: Encodable {
    let name: String
    let buffer: Int
    /// `features`, `heads` or `attention`.
    let kind: String
    let heads, width: Int
  }

  init(_ model: Model) {
    let program = model.program.withoutInterventions
    let values = WeightStore<Double>(program, parameters: model.weights.map { Double($0) }).allValues
    learned = Self.base64(model.weights.map(\.bitPattern.littleEndian))
    derived = Self.base64(values.dropFirst(model.weights.count).map(\.bitPattern.littleEndian))
    positions = program.positions
    firstAnswer = program.firstAnswerPosition
    let format = program.architecture.format
    labels = Array(format.positionLabels.prefix(program.positions))
    tokens = format.tokenLabels
    sequence = format.roles.prefix(program.positions).map(Role.init)
    buffers = program.buffers.map { shape in
      switch shape {
      case .rows(let width): Buffer(width: width)
      case .triangles(let heads): Buffer(heads: heads)
      }
    }
    steps = program.steps.map { LiveStep(step: $0.step) }
    hooks = program.hooks.map { hook in
      let (kind, width) =
        switch hook.shape {
        case .features(let width): ("features", width)
        case .headFeatures(_, let width): ("heads", width)
        case .attention: ("attention", program.positions)
        }
      return Hook(name: hook.name, buffer: hook.buffer, kind: kind, heads: hook.heads ?? 1, width: width)
    }
    logits = LiveSlot(program.logits)
  }

  private static func base64(_ numbers: [some FixedWidthInteger]) -> String {
    numbers.withUnsafeBytes { Data($0) }.base64EncodedString()
  }
}

/// `[buffer, first feature, features]`.
struct LiveSlot: Encodable {
  let slot: Slot

  init(_ slot: Slot) { self.slot = slot }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    for number in [slot.buffer, slot.first, slot.width] { try container.encode(number) }
  }
}

/// A step as an object: `do`, what it reads and writes, and what else it needs.
struct LiveStep: Encodable {
  let step: Step

  private enum Key: String, CodingKey {
    case name = "do"
    case reads, writes, table, kind, weight, bias, epsilon, inputs, outputs, offset, inputStride, outputStride, heads, keyHeads,
      scale
    case isExact, pairing
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(step.reads.map { LiveSlot($0) }, forKey: .reads)
    try container.encode(step.writes.map { LiveSlot($0) }, forKey: .writes)
    func name(_ name: String) throws { try container.encode(name, forKey: .name) }
    switch step.operation {
    case .embed(let table):
      try name("embed")
      try container.encode(table, forKey: .table)
    case .position(let table):
      try name("position")
      try container.encode(table, forKey: .table)
    case .copy: try name("copy")
    case .add: try name("add")
    case .norm(let kind, let weight, let bias, let epsilon):
      try name("norm")
      try container.encode(kind, forKey: .kind)
      try container.encode(weight, forKey: .weight)
      try container.encodeIfPresent(bias, forKey: .bias)
      try container.encode(epsilon, forKey: .epsilon)
    case .linear(let matrix, let bias, _):
      try name("linear")
      try container.encode(matrix.inputs, forKey: .inputs)
      try container.encode(matrix.outputs, forKey: .outputs)
      try container.encode(matrix.offset, forKey: .offset)
      try container.encode(matrix.inputStride, forKey: .inputStride)
      try container.encode(matrix.outputStride, forKey: .outputStride)
      try container.encodeIfPresent(bias, forKey: .bias)
    case .attentionScores(let heads, let keyHeads, let scale):
      try name("scores")
      try container.encode(heads, forKey: .heads)
      try container.encode(keyHeads, forKey: .keyHeads)
      try container.encode(scale, forKey: .scale)
    case .attentionSoftmax(let heads):
      try name("softmax")
      try container.encode(heads, forKey: .heads)
    case .attentionMix(let heads, let valueHeads):
      try name("mix")
      try container.encode(heads, forKey: .heads)
      try container.encode(valueHeads, forKey: .keyHeads)
    case .gelu(let isExact):
      try name("gelu")
      try container.encode(isExact, forKey: .isExact)
    case .swiGLU: try name("swiGLU")
    case .rotate(let heads, let table, let pairing):
      try name("rotate")
      try container.encode(heads, forKey: .heads)
      try container.encode(table, forKey: .table)
      try container.encode(pairing, forKey: .pairing)
    case .affine, .edit: preconditionFailure("a program without interventions has no edits")
    }
  }
}
