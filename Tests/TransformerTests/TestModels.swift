import Addition
import Transformer

/// Small models with random weights, large enough to make every activation matter.
enum TestModels {
  static let architectures: [(name: String, architecture: Architecture)] =
    [
      ("57", .microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: true)),
      ("67", .microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: false)),
      ("74", .microAdder(queryKeyWidth: 5, trainsSpiral: true, tiesDown: false)),
      ("133", .microAdder133),
      ("242", .spiral242),
      ("777", .gptAcc(width: 7, hidden: 14)),
      (
        "two layers, two heads, biases, own head",
        .gptAcc(width: 6, hidden: 9, layers: 2, heads: 2, hasBias: true, tiesHead: false)
      ),
      ("122", .qwen3(width: 3, hidden: 3, heads: 1, headWidth: 4, base: 3)),
      (
        "262",
        .lowRank(
          width: 4, hidden: 6, positionRank: 2, queryKeyValueRank: 3, outputRank: 3, mlpRank: 3, norm: .rms, sharesAndTies: true)
      ),
      (
        "low rank, LayerNorm",
        .lowRank(width: 5, hidden: 4, positionRank: 2, queryKeyValueRank: 3, outputRank: 2, mlpRank: 3, norm: .layer)
      ),
      ("no final norm", .gptAcc763),
      ("wider than a tile, odd", .gptAcc(width: 11, hidden: 21)),
      ("wide heads, rows off powers of two", .gptAcc(width: 32, hidden: 34, layers: 2, heads: 2, hasBias: true, tiesHead: false)),
    ] + variations + tyings

  /// What no published file combines this way.
  private static let variations: [(name: String, architecture: Architecture)] = [
    (
      "split, two heads, ellipse, full correction, shared LayerNorm",
      .microAdder133.changed {
        $0.attention = Attention(heads: 2, queryKeyWidth: 3, valueWidth: 2)
        $0.norm = Norm(kind: .layer, epsilon: 1e-5)
        $0.format = .split14
        $0.weights[.tokens] = .arc(TokenArc(sineAmplitude: .learned(2.5)))
        $0.weights[.positions] = .spiral(Spiral(phase: .frozen(0), offset: .frozen(0), correction: .full), .all)
        $0.weights[.query] = .turned(.own)
        $0.weights[.output] = nil
        ($0.weights[.norm2], $0.weights[.finalNorm]) = (.same(.norm1), .same(.norm1))
      }
    ),
    (
      "split, tied queries and keys, frozen special positions, tied values",
      .spiral242.changed {
        $0.attention = Attention(heads: 2, queryKeyWidth: 2, valueWidth: 3)
        $0.weights = [.positions: .places(.none), .key: .same(.query), .value: .transposed(.same(.projection))]
      }
    ),
    (
      "split, grouped heads, no final norm, low-rank MLP",
      .microAdder133.changed {
        $0.attention = Attention(heads: 2, queryKeyWidth: 2, valueWidth: 3, keyValueHeads: 1)
        $0.norm.isFinal = false
        $0.mlp = MLP(hidden: 3, activation: .gelu)
        ($0.weights[.query], $0.weights[.output]) = (nil, nil)
        ($0.weights[.up], $0.weights[.down]) = (factors(1), factors(1))
      }
    ),
    ("sinusoidal", .gptAcc(width: 5, hidden: 6).changed { $0.weights[.positions] = .sinusoids }),
    (
      "rotary, RMSNorm, no delimiters",
      .gptAcc(width: 8, hidden: 6, heads: 2).changed {
        $0.attention.rotary = RotaryPositions(base: 10_000, pairing: .interleaved)
        $0.norm = Norm(kind: .rms, epsilon: 1e-6)
        $0.format = .digitsOnly
        $0.contextLength = 31
      }
    ),
    (
      "grouped heads, two layers, biases, own head",
      .qwen3(width: 5, hidden: 4, heads: 4, keyValueHeads: 2, headWidth: 4, base: 10_000).changed {
        $0.layers = 2
        $0.mlp.hasBias = true
        $0.weights = [.unembedding: .own, .norm2: .reference(WeightReference(.norm1, layer: 0)), .finalNorm: .same(.norm1)]
        $0.weights[.norm1, layer: 1] = .reference(WeightReference(.norm1, layer: 0))
      }
    ),
    (
      "normalized queries and keys without rotation, gated low-rank MLP",
      .gptAcc(width: 6, hidden: 4, heads: 2).changed {
        $0.attention.normalizesQueryKey = true
        $0.mlp = MLP(hidden: 4, activation: .swiGLU)
        $0.weights = [.gate: factors(2), .up: factors(2), .down: factors(2)]
      }
    ),
    ("36", .tiedQwen36), ("28", .twentyEight), ("25", .twentyFive), ("20", .twenty), ("17", .seventeen),
    (
      "everything from elsewhere",
      .qwen3(width: 4, hidden: 4, heads: 2, headWidth: 2, base: 3).changed {
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
      "split, queries read everything",
      .spiral242.changed {
        $0.reads = [.query: .all, .value: .position]
        $0.weights[.unembedding] = .own
      }
    ),
  ]

  private static func factors(_ rank: Int) -> WeightExpression { .product(first: .own, second: .own, rank: rank) }

  /// Every way in which the low-rank line ties queries, keys and values, under the source's name for it.
  static let tyings: [(name: String, architecture: Architecture)] = [
    tying("none", common: .first, naming: .gptAcc), tying("none, full", rank: nil),
    tying("all", key: true, value: true), tying("all, full", key: true, value: true, rank: nil),
    tying("qk", key: true), tying("qk, full", key: true, rank: nil),
    tying("kv", value: true), tying("kv, full", value: true, rank: nil),
    tying("shareA", common: .first), tying("shareA_tieQK", key: true, common: .first),
    tying("shareA_tieKV", value: true, common: .first),
    tying("shareB", common: .second), tying("shareB_tieQK", key: true, common: .second),
    tying("shareB_tieKV", value: true, common: .second),
  ]

  /// - Parameters:
  ///   - key: whether keys are the queries'.
  ///   - value: whether values are the keys'.
  private static func tying(
    _ name: String, key: Bool = false, value: Bool = false, rank: Int? = 3, common: WeightReference.Factor? = nil,
    naming: Naming? = nil
  ) -> (name: String, architecture: Architecture) {
    let architecture = Architecture.gptAcc(width: 4, hidden: 3, heads: 2).changed {
      let shared = common.map { WeightExpression.reference(WeightReference(.query, factor: $0)) } ?? .own
      let own = rank.map { rank in
        WeightExpression.product(first: common == .first ? shared : .own, second: common == .second ? shared : .own, rank: rank)
      }
      $0.weights[.query] = rank.map(factors)
      $0.weights[.key] = key ? .same(.query) : own
      $0.weights[.value] = value ? .same(.key) : own
      $0.naming = naming ?? (common == nil ? .gptAcc : .lowRank)
    }
    return (name, architecture)
  }

  /// The architecture of a name in `architectures`; tests are given names, so that their output says what failed.
  static func named(_ name: String) throws -> Architecture {
    guard let found = architectures.first(where: { $0.name == name }) else {
      throw ArchitectureError(field: "name", problem: "no test model is called \(name)")
    }
    return found.architecture
  }

  /// Weights near their initial values, but with nothing left at zero.
  static func weights(_ table: ParameterTable, seed: UInt64 = 1) -> [Double] {
    var random = RandomStream(seed: seed, purpose: .initialization)
    return Initialization.microAdder.values(for: table, seed: seed).map { Double($0) + 0.3 * random.normal() }
  }

  static func model(_ architecture: Architecture, seed: UInt64 = 1) throws -> Model {
    let program = try Program(architecture)
    return try Model(program, weights: weights(program.parameters, seed: seed).map { Float($0) })
  }
}

extension Architecture {
  func changed(_ change: (inout Architecture) -> Void) -> Architecture {
    var copy = self
    change(&copy)
    return copy
  }
}

/// The smallest of the tied Qwen line, and what is smaller still.
extension Architecture {
  /// 36 numbers: three for the tokens, queries (keys turned, values and output theirs), up and gate (down theirs), norms.
  static let tiedQwen36 = Architecture.qwen3(
    width: 3, hidden: 2, heads: 1, headWidth: 4, base: 3,
    weights: [
      .tokens: .arc(TokenArc()), .key: .turned(.same(.query)), .value: .same(.query), .output: .transposed(.same(.query)),
      .down: .turned(.transposed(.same(.up))), .norm2: .same(.norm1), .finalNorm: .same(.norm1), .keyNorm: .same(.queryNorm),
    ])

  private static func small(_ own: WeightExpressions) -> Architecture {
    var architecture = Architecture.qwen3(width: 3, hidden: 2, heads: 1, headWidth: 2, base: 3, weights: own)
    architecture.attention.rotary?.period = 12
    architecture.weights[.output] = .transposed(.same(.value))
    architecture.weights[.down] = .transposed(.turned(.same(.up)))
    architecture.weights[.queryNorm] = architecture.weights[.queryNorm] ?? .number(.learned(2.5))
    architecture.weights[.keyNorm] = .same(.queryNorm)
    for place in [WeightPlace.norm1, .norm2, .finalNorm] { architecture.weights[place] = .unit }
    return architecture
  }

  private static let fixedStart = TokenArc(amplitude: .learned(30), start: .frozen(-0.6), stride: .learned(0.16))
  private static let oneEntry = WeightExpression.constant([[1, 0, 0], [0, 0, 0]])

  static let twentyEight = small([
    .tokens: .arc(TokenArc()), .query: .own(zeros: [MatrixEntry(0, 2), MatrixEntry(1, 2)]),
    .key: .turned(.same(.query), by: .learned(0.1)), .queryNorm: .number(),
  ])
  static let twentyFive = small([
    .tokens: .arc(fixedStart), .query: .own(zeros: [MatrixEntry(0, 2), MatrixEntry(1, 1), MatrixEntry(1, 2)]),
    .key: .turned(.same(.query), by: .learned(-0.9)), .value: .own(zeros: [MatrixEntry(1, 0)]),
  ])
  static let twenty = small([
    .tokens: .arc(fixedStart), .query: oneEntry, .key: .turned(.same(.query), by: .learned(-0.9)),
    .value: .own(zeros: [MatrixEntry(1, 0), MatrixEntry(1, 1), MatrixEntry(1, 2)]),
  ])
  static let seventeen = small([
    .tokens: .arc(fixedStart), .query: oneEntry, .key: .turned(.same(.query), by: .learned(-0.9)),
    .value: .product(first: .transposed(.same(.up)), second: .constant([[1, 0], [0, 0]]), rank: 2),
  ])
}
