import Addition
import Checkpoints
import Foundation
import Lanes
import ReferenceModels
import Transformer

@testable import Certificates

/// What the float64 engine computes of a sum, digit by digit, given the true digits before.
struct EngineRun {
  private let model: Model
  private let pass: Pass<ExactLane>
  private let store: WeightStore<Double>

  init(_ model: Model) {
    self.model = model
    pass = Pass(model.program)
    store = WeightStore(model.program, parameters: model.weights.map { Double($0) })
  }

  /// At most eight at a time.
  func run(_ problems: [Problem]) {
    pass.load(problems)
    pass.forward(store)
  }

  /// The right digit's logit minus the greatest other, and the greatest absolute logit.
  func margin(_ place: Int, lane: Int) -> (margin: Double, scale: Double) {
    let position = model.program.firstAnswerPosition + place
    let right = Int(pass.targets(at: position)[lane])
    let logits = (0..<model.architecture.format.vocabularySize).map { pass.logits(at: position)[$0][lane] }
    let others = logits.indices.filter { $0 != right }.map { logits[$0] }.max() ?? 0
    return (logits[right] - others, logits.reduce(0) { max($0, $1.magnitude) })
  }
}

/// A model taken apart, with the tables of its questions.
struct Dissection {
  let parts: OneLayerModel
  private let format: TokenFormat

  init(_ model: Model, arithmetic: CertifiedArithmetic = .real) throws {
    parts = try OneLayerModel(model, arithmetic: arithmetic)
    format = model.architecture.format
  }

  /// The question that a sum asks at a place.
  func table(_ place: Int, _ problem: Problem) -> KeyTable {
    KeyTable(parts, place: place, token: Int(format.sequence(of: problem)[parts.roles.query(place)]))
  }

  /// The cell that a sum is in.
  static func cell(_ place: Int, _ operands: Operands) -> Region {
    let carry = operands.sum(below: place).carry
    return place == 10 ? Region(carryOut: carry) : Region(x: operands[place].x, y: operands[place].y, carry: carry, at: place)
  }

  /// An upper bound of the margin of one sum, from the tables alone.
  func margin(_ table: KeyTable, _ operands: Operands) -> Double { bounds(table, operands).greatest }

  /// Bounds of the margin of one sum.
  func bounds(_ table: KeyTable, _ operands: Operands) -> (least: Double, greatest: Double) {
    let work = BoundsOfSum(answer: Self.cell(table.place, operands).answer, operands: operands, model: parts, table: table)
    return (try? table.perform(work)) ?? (-.infinity, .infinity)
  }
}

private struct BoundsOfSum: DimensionedWork {
  let answer: Int
  let operands: Operands
  let model: OneLayerModel
  let table: KeyTable

  func run<let N: Int>(_: Tail<N>.Type) -> (least: Double, greatest: Double) {
    var (tail, array) = (Tail<N>(model, table), InlineArray<N, Interval>(repeating: .zero))
    for (r, coordinate) in Reach(table).point(operands).enumerated() { array[r] = coordinate }
    return (tail.margin(answer, over: array).least, tail.greatestMargin(answer, at: array))
  }
}

/// Models with weights as at the start of training, only larger.
enum RandomModels {
  static let architectures: [(name: String, architecture: Architecture)] = [
    ("dense", .gptAcc(width: 4, hidden: 5)), ("dense, two heads, biases", .gptAcc(width: 6, hidden: 5, heads: 2, hasBias: true)),
    ("no final norm", changed(.gptAcc(width: 4, hidden: 5)) { $0.norm.isFinal = false }),
    (
      "low rank",
      .lowRank(
        width: 4, hidden: 6, positionRank: 2, queryKeyValueRank: 3, outputRank: 2, mlpRank: 3, norm: .rms, sharesAndTies: true)
    ), ("rank 1", .microAdder(queryKeyWidth: 5, trainsSpiral: true, tiesDown: false)), ("split", .microAdder133),
    ("split, two heads", .spiral242), ("rotary", .qwen3(width: 3, hidden: 3, heads: 1, headWidth: 4, base: 3)),
    ("grouped heads", .qwen3(width: 4, hidden: 3, heads: 2, keyValueHeads: 1, headWidth: 2, base: 3)),
    ("sinusoidal", changed(.gptAcc(width: 5, hidden: 6)) { $0.weights[.positions] = .sinusoids }),
    (
      "ellipse, full correction",
      changed(.microAdder133) {
        $0.weights[.tokens] = .arc(TokenArc(sineAmplitude: .learned(2.5)))
        $0.weights[.positions] = .spiral(Spiral(correction: .full), .all)
        $0.norm = Norm(kind: .layer, epsilon: 1e-5)
      }
    ),
    (
      "everything from elsewhere",
      changed(.qwen3(width: 4, hidden: 4, heads: 2, headWidth: 2, base: 3)) {
        $0.attention.rotary?.period = 12
        $0.weights = [
          .tokens: .arc(TokenArc(amplitude: .frozen(3), start: .learned(-0.6))),
          .query: .own(zeros: [MatrixEntry(0, 3), MatrixEntry(2, 1)]), .key: .scaled(.turned(.same(.query)), by: .learned(0.7)),
          .value: .product(
            first: .transposed(.same(.up)), second: .constant([[1, 0, 0, 0], [0, 2, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]]), rank: 4),
          .output: .turned(.transposed(.scaled(.same(.key), by: .frozen(-1))), by: .learned(0.3)), .gate: .scaled(.same(.up)),
          .down: .transposed(.turned(.same(.gate))), .norm1: .number(.learned(1.5)), .norm2: .unit, .finalNorm: .same(.norm1),
          .queryNorm: .number(.learned(2)), .keyNorm: .same(.queryNorm), .unembedding: .scaled(.same(.tokens)),
        ]
      }
    ),
    (
      "digits only",
      Architecture(
        format: .digitsOnly, residual: .sum(width: 3), attention: Attention(heads: 1, queryKeyWidth: 3, valueWidth: 3),
        mlp: MLP(hidden: 3, activation: .geluTanh), norm: Norm(kind: .layer, epsilon: 1e-5))
    ),
  ]

  private static func changed(_ architecture: Architecture, _ change: (inout Architecture) -> Void) -> Architecture {
    var architecture = architecture
    change(&architecture)
    return architecture
  }

  static func model(_ architecture: Architecture, seed: UInt64) throws -> Model {
    var random = SystemIndependentGenerator(state: seed)
    let program = try Program(architecture)
    return try Model(program, weights: (0..<program.parameters.count).map { _ in Float.random(in: -1.5...1.5, using: &random) })
  }
}
