import Addition
import Testing
import Transformer

/// The published numbers of unique learnable parameters.
@Suite struct ParameterCountTests {
  private func count(_ architecture: Architecture) throws -> Int { try Program(architecture).parameters.learnableCount }

  @Test func splitFamily() throws {
    var onlyAmplitude = Spiral.frozen
    onlyAmplitude.amp.isLearned = true
    #expect(try count(.microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: true)) == 57)
    #expect(try count(.microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: false)) == 67)
    #expect(try count(.microAdder(queryKeyWidth: 5, trainsSpiral: true, tiesDown: false)) == 74)
    #expect(try count(.microAdder133) == 133)
    #expect(try count(.spiral242) == 242)
    #expect(try count(.microAdder133.changed { $0.weights[.positions] = .spiral(onlyAmplitude, .all) }) == 131)
  }

  /// The tied Qwen line of the field's leaderboard, and what is smaller.
  @Test func tiedQwen() throws {
    for (published, architecture) in [
      (36, Architecture.tiedQwen36), (28, .twentyEight), (25, .twentyFive), (20, .twenty), (17, .seventeen),
    ] {
      #expect(try count(architecture) == published)
    }
  }

  @Test func qwen3() throws {
    #expect(try count(.qwen3(width: 3, hidden: 3, heads: 1, headWidth: 4, base: 3)) == 122)
  }

  @Test(arguments: [
    (582, 7, 14, 3, 3, nil as Int?, Norm.Kind.layer, false), (512, 7, 14, 3, 3, 3, .layer, false),
    (491, 7, 14, 3, 3, 3, .rms, false), (456, 7, 14, 3, 2, 3, .rms, true), (311, 4, 8, 3, 3, 3, .rms, true),
    (274, 4, 8, 2, 3, 3, .rms, true), (262, 4, 6, 2, 3, 3, .rms, true),
  ])
  func lowRankLine(
    published: Int, width: Int, hidden: Int, positionRank: Int, outputRank: Int, mlpRank: Int?, norm: Norm.Kind, tied: Bool
  ) throws {
    let architecture = Architecture.lowRank(
      width: width, hidden: hidden, positionRank: positionRank, queryKeyValueRank: 3, outputRank: outputRank, mlpRank: mlpRank,
      norm: norm, sharesAndTies: tied)
    #expect(try count(architecture) == published)
  }

  /// What a tying mode saves, at width 4 and rank 3: factors of 12 numbers each.
  @Test func tyings() throws {
    let rest = try count(.gptAcc(width: 4, hidden: 3)) - 48
    let expected = [
      "none": 48, "none, full": 48, "all": 24, "all, full": 16, "qk": 48, "qk, full": 32, "kv": 48, "kv, full": 32,
      "shareA": 48, "shareA_tieQK": 36, "shareA_tieKV": 36, "shareB": 48, "shareB_tieQK": 36, "shareB_tieKV": 36,
    ]
    for (name, architecture) in TestModels.tyings { #expect(try count(architecture) - rest == expected[name], "\(name)") }
  }

  // MARK: The sweep of gpt-acc-jax

  @Test(arguments: [
    (87_360, 3, 2, 48, 192), (103_616, 2, 2, 64, 256), (27_232, 2, 2, 32, 128), (15_816, 2, 2, 24, 96),
    (14_656, 1, 2, 32, 128), (8_688, 1, 2, 24, 96), (7_472, 2, 1, 16, 64), (4_452, 2, 1, 12, 48), (4_256, 1, 1, 16, 64),
    (2_616, 1, 1, 12, 48), (2_200, 2, 1, 8, 32), (1_360, 1, 1, 8, 32), (1_106, 1, 1, 7, 28), (876, 1, 1, 6, 24),
    (670, 1, 1, 5, 20), (488, 1, 1, 4, 16),
  ])
  func sweepWithBiasesAndAHeadOfItsOwn(published: Int, layers: Int, heads: Int, width: Int, hidden: Int) throws {
    let architecture = Architecture.gptAcc(
      width: width, hidden: hidden, layers: layers, heads: heads, hasBias: true, tiesHead: false)
    #expect(try count(architecture) == published)
  }

  @Test(arguments: [
    (1_071, 7, 28, false, false), (1_008, 7, 28, true, true), (973, 7, 28, false, true), (846, 6, 24, false, false),
    (792, 6, 24, true, true), (762, 6, 24, false, true), (575, 5, 20, false, true), (875, 7, 21, false, true),
    (777, 7, 14, false, true), (679, 7, 7, false, true),
  ])
  func sweepOfTiesAndBiases(published: Int, width: Int, hidden: Int, hasBias: Bool, tied: Bool) throws {
    #expect(try count(.gptAcc(width: width, hidden: hidden, hasBias: hasBias, tiesHead: tied)) == published)
  }

  @Test(arguments: [
    (728, 7, 28, Norm.Kind.layer, TokenFormat.dense, false), (707, 7, 28, .rms, .dense, false),
    (700, 7, 28, .layer, .digitsOnly, false), (679, 7, 28, .rms, .digitsOnly, false),
    (630, 7, 28, .rms, .digitsOnly, true), (483, 7, 14, .rms, .digitsOnly, false), (510, 6, 24, .rms, .digitsOnly, false),
    (366, 6, 12, .rms, .digitsOnly, false), (365, 5, 20, .rms, .digitsOnly, false),
  ])
  func sweepWithoutLearnedPositions(
    published: Int, width: Int, hidden: Int, norm: Norm.Kind, format: TokenFormat, tiesQueryKey: Bool
  ) throws {
    let architecture = Architecture.gptAcc(width: width, hidden: hidden).changed {
      $0.weights[.positions] = .sinusoids
      $0.norm.kind = norm
      $0.format = format
      $0.contextLength = format == .digitsOnly ? 31 : 35
      if tiesQueryKey { $0.weights[.key] = .same(.query) }
    }
    #expect(try count(architecture) == published)
  }

  @Test func sweepWithRMSNorm() throws {
    #expect(try count(.gptAcc(width: 7, hidden: 28).changed { $0.norm.kind = .rms }) == 952)
  }

  @Test func torchReplication() throws { #expect(try count(.gptAcc763) == 763) }
}
