import Addition
import Interpretability
import Testing
import Transformer

/// Models whose mechanism is known because it was written by hand, or random ones.
enum TestModels {
  /// A dense model that answers a + 0: the query of digit i attends to X_i alone (of Z10, to Y9) and copies its token.
  ///
  /// Dims 0..<14 hold the token, dims 14... the position, both one-hot.
  ///
  /// - Parameter repeatsToken: whether the token stands once more in dims 47..<61, which the copy of X_i does not reach.
  static func copy(repeatsToken: Bool = false) throws -> Model {
    let (d, first, again) = (repeatsToken ? 64 : 48, 14, 47)
    let architecture = Architecture.gptAcc(width: d, hidden: 2)
    let program = try Program(architecture)
    let format = architecture.format
    var weights = [Float](repeating: 0, count: program.parameters.count)
    func set(_ name: String, _ row: Int, _ column: Int, _ value: Float) throws {
      let parameter = try #require(program.parameters[name])
      weights[parameter.offset + row * d + column] = value
    }
    for token in 0..<format.vocabularySize {
      try set("token_emb.weight", token, token, 1)
      if repeatsToken { try set("token_emb.weight", token, again + token, 1) }
    }
    for position in 0..<program.positions {
      try set("pos_emb.weight", position, first + position, 1)
      try set("blocks.0.attn.qkv.weight", d + first + position, first + position, 1)
    }
    for digit in 0..<format.answerLength {
      let key = digit < 10 ? format.firstOperandPosition(digit) : format.secondOperandPosition(9)
      try set("blocks.0.attn.qkv.weight", first + key, first + format.answerPosition(digit) - 1, 10)
    }
    for token in 0..<format.vocabularySize {
      try set("blocks.0.attn.qkv.weight", 2 * d + token, token, 1)
      try set("blocks.0.attn.proj.weight", token, token, 3)
    }
    for name in ["blocks.0.ln1.weight", "blocks.0.ln2.weight", "ln_f.weight"] {
      for column in 0..<d { try set(name, 0, column, 1) }
    }
    return try Model(program, weights: weights)
  }

  /// Problems a + 0, which the copying model answers without fault.
  static func withoutAddend(_ count: Int) throws -> ProblemSuite {
    ProblemSuite(name: "a + 0", problems: try withoutAddendProblems(count))
  }

  /// The same as a list.
  static func withoutAddendProblems(_ count: Int) throws -> [Problem] {
    try ProblemSuite.uniform(count: count, seed: 7).map { try Problem($0.a, 0) }
  }

  /// A dense model of two layers and two heads with random weights.
  static func random(seed: UInt64 = 3) throws -> Model {
    let program = try Program(.gptAcc(width: 8, hidden: 16, layers: 2, heads: 2, hasBias: true))
    return try Model(program, weights: Initialization.flax.values(for: program.parameters, seed: seed))
  }

  /// MicroAdder with 67 parameters as it is before training, but for a second factor that is not zero.
  static func microAdder(seed: UInt64 = 3) throws -> Model {
    let program = try Program(.microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: false))
    var weights = Initialization.microAdder.values(for: program.parameters, seed: seed)
    let factor = try #require(program.parameters["blocks.0.attn.out_proj.B"])
    for (i, place) in factor.range.enumerated() { weights[place] = Float(i) - 1.5 }
    return try Model(program, weights: weights)
  }

  /// The model with some numbers of one tensor replaced.
  static func replacing(_ tensor: String, in model: Model, _ change: (inout [Float]) -> Void) throws -> Model {
    let parameter = try #require(model.program.parameters[tensor])
    var (weights, values) = (model.weights, Array(model.weights[parameter.range]))
    change(&values)
    weights.replaceSubrange(parameter.range, with: values)
    return try Model(model.program, weights: weights)
  }
}
