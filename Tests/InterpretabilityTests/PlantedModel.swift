import Addition
import Testing
import Transformer

/// A dense model written by hand, part by part, that answers a + 0 by carrying the digits of a where they belong. What is not planted
/// does nothing: its weights are zero.
///
/// Dims 0..<14 hold the token and 14..<48 the position, both one-hot; those from 48 on, where there is more than one head, nothing: parts
/// may write there and read from there.
struct PlantedModel {
  /// Dims of the stream for each head.
  private static let headWidth = 48
  private static let firstPosition = 14
  /// The first dim that embeddings leave empty.
  static let scratch = 48

  private let program: Program
  private var weights: [Float]
  private let (width, heads, hidden): (Int, Int, Int)

  init(layers: Int = 1, heads: Int = 1, hidden: Int = 2) throws {
    (width, self.heads, self.hidden) = (heads * Self.headWidth, heads, hidden)
    program = try Program(.gptAcc(width: width, hidden: hidden, layers: layers, heads: heads))
    weights = [Float](repeating: 0, count: program.parameters.count)
    for token in 0..<program.architecture.format.vocabularySize { try set("token_emb.weight", token, token, 1) }
    for position in 0..<program.positions { try set("pos_emb.weight", position, Self.firstPosition + position, 1) }
    for name in ["ln_f.weight"] + (0..<layers).flatMap({ ["blocks.\($0).ln1.weight", "blocks.\($0).ln2.weight"] }) {
      for column in 0..<width { try set(name, 0, column, 1) }
    }
  }

  var model: Model { get throws { try Model(program, weights: weights) } }

  private mutating func set(_ name: String, _ row: Int, _ column: Int, _ value: Float) throws {
    let parameter = try #require(program.parameters[name], "\(name)")
    weights[parameter.offset + row * parameter.shape[parameter.shape.count - 1] + column] = value
  }

  /// A head whose queries look at one key each and copy what stands in some dims there into others.
  ///
  /// - Parameters:
  ///   - digits: the answer's digits whose queries it works at.
  ///   - looksBack: whether it looks at the digit of a that belongs there (of Z10, at Y9), or at the query's own position.
  mutating func plantHead(
    _ head: Int = 0, layer: Int = 0, digits: [Int] = Array(0..<Problem.sumDigits), looksBack: Bool = true, from source: Int = 0,
    to target: Int = 0, strength: Float = 3
  ) throws {
    let (block, first, format) = ("blocks.\(layer).attn.", head * Self.headWidth, program.architecture.format)
    for position in 0..<program.positions {
      let place = Self.firstPosition + position
      try set(block + "qkv.weight", width + first + place, place, 1)
    }
    for digit in digits {
      let query = format.query(answerDigit: digit)
      let operand = digit < 10 ? format.firstOperandPosition(digit) : format.secondOperandPosition(9)
      let key = looksBack ? operand : query
      try set(block + "qkv.weight", first + Self.firstPosition + key, Self.firstPosition + query, 60)
    }
    for token in 0..<10 {
      try set(block + "qkv.weight", 2 * width + first + token, source + token, 1)
      try set(block + "proj.weight", target + token, first + token, strength)
    }
  }

  /// A hidden unit that copies one dim into another.
  mutating func plantUnit(_ unit: Int, layer: Int = 0, from source: Int, to target: Int, strength: Float = 3) throws {
    try set("blocks.\(layer).mlp.fc1.weight", unit, source, 1)
    try set("blocks.\(layer).mlp.fc2.weight", target, unit, strength)
  }

  /// A carry into the highest digit: the first head adds up the digits of the highest place, in the first empty dim alone, and two
  /// units tell whether there are ten. A carry that comes from below is not seen.
  mutating func plantTopCarry() throws {
    let (format, top) = (program.architecture.format, Problem.operandDigits)
    let query = Self.firstPosition + format.query(answerDigit: top)
    for position in 0..<program.positions {
      let place = Self.firstPosition + position
      try set("blocks.0.attn.qkv.weight", width + place, place, 1)
    }
    for key in [format.firstOperandPosition(top - 1), format.secondOperandPosition(top - 1)] {
      try set("blocks.0.attn.qkv.weight", Self.firstPosition + key, query, 60)
    }
    // Normalized, a digit t among 96 dims reads 7.0 t - 6.56, and half a sum of 9.5, a tenth of it written, 2.67.
    for token in 0..<10 { try set("blocks.0.attn.qkv.weight", 2 * width, token, Float(token)) }
    try set("blocks.0.attn.proj.weight", Self.scratch, 0, 0.1)
    for (unit, sign) in [(0, Float(-1)), (1, 1)] {
      try set("blocks.0.mlp.fc1.weight", unit, Self.scratch, sign * 20)
      try set("blocks.0.mlp.fc1.weight", unit, query, sign * -53.4)
      try set("blocks.0.mlp.fc2.weight", unit, unit, 3)
    }
  }

  /// A last bias that makes it answer zeros whatever it is asked.
  mutating func plantConstant() throws { try set("ln_f.bias", 0, 0, 100) }
}
