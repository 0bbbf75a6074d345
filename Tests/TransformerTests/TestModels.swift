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
        $0.tokens = .ellipse
        $0.positions = .spiral(Spiral(trained: [.amp, .slope], correction: .full), special: .all)
        $0.attention = Attention(heads: 2, queryKeyWidth: 3, valueWidth: 2, queryKey: .separateRotated)
        $0.norm = Norm(kind: .layer, epsilon: 1e-5, isShared: true)
        $0.format = .split14
      }
    ),
    (
      "split, tied queries and keys, frozen special positions, tied values",
      .spiral242.changed {
        $0.positions = .places(special: .none)
        $0.attention = Attention(heads: 2, queryKeyWidth: 2, valueWidth: 3, queryKey: .tied, tiesValueToUnembedding: true)
      }
    ),
    (
      "split, grouped heads, no final norm, low-rank MLP",
      .microAdder133.changed {
        $0.attention = Attention(heads: 2, queryKeyWidth: 2, valueWidth: 3, keyValueHeads: 1)
        $0.norm.isFinal = false
        $0.mlp = MLP(hidden: 3, activation: .gelu, rank: 1)
      }
    ),
    ("sinusoidal", .gptAcc(width: 5, hidden: 6).changed { $0.positions = .sinusoidal }),
    (
      "rotary, RMSNorm, no delimiters",
      .gptAcc(width: 8, hidden: 6, heads: 2).changed {
        $0.positions = .rotary(base: 10_000, pairing: .interleaved)
        $0.norm = Norm(kind: .rms, epsilon: 1e-6)
        $0.format = .digitsOnly
        $0.contextLength = 31
      }
    ),
    (
      "grouped heads, two layers, biases, own head",
      .qwen3(width: 5, hidden: 4, heads: 4, keyValueHeads: 2, headWidth: 4, base: 10_000).changed {
        $0.layers = 2
        $0.unembedding = .own
        $0.mlp.hasBias = true
        $0.norm.isShared = true
      }
    ),
    (
      "normalized queries and keys without rotation, gated low-rank MLP",
      .gptAcc(width: 6, hidden: 4, heads: 2).changed {
        $0.attention.normalizesQueryKey = true
        $0.mlp = MLP(hidden: 4, activation: .swiGLU, rank: 2)
      }
    ),
  ]

  /// Every way in which the low-rank line ties queries, keys and values, under the source's name for it.
  static let tyings: [(name: String, architecture: Architecture)] = [
    tying("none", .separate), tying("none, full", .separate, rank: nil),
    tying("all", .tied, valueToKey: true), tying("all, full", .tied, valueToKey: true, rank: nil),
    tying("qk", .tied), tying("qk, full", .tied, rank: nil),
    tying("kv", .separate, valueToKey: true), tying("kv, full", .separate, valueToKey: true, rank: nil),
    tying("shareA", .separate, shared: .first), tying("shareA_tieQK", .tied, shared: .first),
    tying("shareA_tieKV", .separate, valueToKey: true, shared: .first),
    tying("shareB", .separate, shared: .second), tying("shareB_tieQK", .tied, shared: .second),
    tying("shareB_tieKV", .separate, valueToKey: true, shared: .second),
  ]

  private static func tying(
    _ name: String, _ queryKey: Attention.QueryKey, valueToKey: Bool = false, rank: Int? = 3,
    shared: Attention.SharedFactor? = nil
  ) -> (name: String, architecture: Architecture) {
    let attention = Attention(
      heads: 2, queryKeyWidth: 2, valueWidth: 2, queryKey: queryKey, tiesValueToKey: valueToKey, queryKeyValueRank: rank,
      sharedFactor: shared)
    return (name, .gptAcc(width: 4, hidden: 3).changed { $0.attention = attention })
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
