import Addition
import Foundation
import Interpretability
import Testing
import Transformer

@Suite struct GeometryStudyTests {
  /// Of every kind: LayerNorm and RMS, split and summed, several layers, several and grouped heads, rotary, tied.
  static let architectures: [Architecture] = [
    .microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: true), .spiral242,
    .gptAcc(width: 8, hidden: 6, layers: 2, heads: 2, hasBias: true), .gptAcc763,
    .lowRank(
      width: 4, hidden: 6, positionRank: 2, queryKeyValueRank: 3, outputRank: 3, mlpRank: 3, norm: .rms, sharesAndTies: true),
    .qwen3(width: 5, hidden: 4, heads: 4, keyValueHeads: 2, headWidth: 4, base: 10_000),
  ]

  /// Random numbers for all weights, norms included.
  static func model(_ architecture: Architecture, seed: UInt64 = 4) throws -> Model {
    let program = try Program(architecture)
    var random = RandomStream(seed: seed, purpose: .initialization)
    return try Model(program, weights: program.parameters.parameters.flatMap { p in p.range.map { _ in Float(random.normal()) } })
  }

  private func study(_ model: Model, count: Int = 33, draws: Int = 9, threads: Int = 1) throws -> GeometryStudy {
    try GeometryStudy(model, on: .carry(count: count), draws: draws, threads: threads)
  }

  @Test(arguments: architectures) func everyModelHasFiniteNumbers(architecture: Architecture) throws {
    let study = try study(Self.model(architecture))
    let heads = architecture.layers * architecture.attention.heads
    #expect(study.circuits.count == heads && study.queryKey.count == heads)
    #expect(study.spectra.map(\.row) == (architecture.has(.positions) ? ["digits", "X", "Y", "Z"] : ["digits"]))
    for row in study.table.rows {
      for case .number(let number) in row { #expect(number.isFinite, "\(row)") }
    }
    let decoded = try JSONDecoder().decode(GeometryStudy.self, from: JSONEncoder().encode(study))
    #expect(decoded.table.rows.count == study.table.rows.count)
  }

  @Test(arguments: [architectures[0], architectures[5]])
  func threadsChangeNothing(architecture: Architecture) throws {
    let model = try Self.model(architecture)
    let one = try study(model, count: 330, draws: 20)
    #expect(try study(model, count: 330, draws: 20, threads: 2) == one)
    #expect(try study(model, count: 330, draws: 20, threads: 16) == one)
  }

  @Test func theTableHasWhatTheStudyHas() throws {
    let study = try study(Self.model(.spiral242))
    let rows = study.table.rows
    func cells(_ section: String, _ item: String, _ quantity: String) -> [StudyTable.Cell]? {
      rows.first { $0.prefix(3) == [.text(section), .text(item), .text(quantity)] }
    }
    #expect(cells("circuit", "L0H1 QK", "singular value 1")?[3] == .number(study.circuits[1].queryKey.values[0]))
    let frequency = try #require(cells("fourier", "X", "share of variance at 1"))
    #expect(frequency[4] == .count(9) && frequency[7] == .number(study.spectra[1].spectrum.variance[0].p))
    let score = try #require(cells("query-key", "L0H0", "score of X[i]"))
    #expect(Array(score[3...6]) == study.queryKey[0].roles[0].score.cells && score[4] == .count(33))
    #expect(rows.count { $0[0] == .text("pca positions") } > study.positionLabels.count)
  }

  @Test func oneProblemIsEnough() throws {
    let study = try GeometryStudy(Self.model(Self.architectures[0]), on: ProblemSuite(sums: [Problem(5, 7)]), draws: 1)
    #expect(study.queryKey[0].roles[0].score.count == 1)
    #expect(study.circle?.stepDeviation.draws == 1)
  }

  /// Zeros have no circle, no spectrum and no shares, but are no mistake.
  @Test func zerosAreAModel() throws {
    let program = try Program(.gptAcc(width: 4, hidden: 2))
    let study = try study(Model(program, weights: Array(repeating: 0, count: program.parameters.count)))
    #expect(study.circle == nil && study.tokens.circle == nil)
    #expect(study.spectra.allSatisfy { $0.spectrum.variance.isEmpty })
    #expect(study.energy.rows.allSatisfy { $0.token == nil && $0.digitVariance == nil })
    #expect(study.queryKey[0].queryVarianceOfPosition == nil)
  }

  @Test func saysThatThereAreNoProblemsOrThatAModelHasDiverged() throws {
    let model = try Self.model(Self.architectures[2])
    #expect(throws: AnalysisError.noProblems(suite: "none")) {
      try GeometryStudy(model, on: ProblemSuite(name: "none", problems: []))
    }
    let diverged = try Model(model.program, weights: model.weights.map { $0 * 1e30 })
    #expect(throws: AnalysisError.self) { try study(diverged) }
  }
}
