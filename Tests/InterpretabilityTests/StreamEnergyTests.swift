import Addition
import Interpretability
import Testing
import Transformer

@Suite struct StreamEnergyTests {
  private func energy(_ model: Model) throws -> StreamEnergy {
    try GeometryStudy(model, on: .carry(count: 11), draws: 1).energy
  }

  @Test(arguments: GeometryStudyTests.architectures.prefix(2)) func inSplitStreamsSharesSumToOne(architecture: Architecture)
    throws
  {
    let energy = try energy(GeometryStudyTests.model(architecture))
    #expect(energy.division == .dims && energy.tellsOfTokens && energy.tellsOfPositions)
    for row in energy.rows {
      let (token, position) = (try #require(row.token), try #require(row.position))
      #expect(abs(token + position - 1) < 1e-12, "\(row.name)")
    }
    for row in energy.rows where ["blocks.0.query", "blocks.0.key"].contains(row.weight) {
      #expect(row.position == 1 && row.token == 0 && row.digitVariance == 0)
    }
    #expect(energy.rows.first { $0.weight == "blocks.0.value" }?.token == 1)
  }

  /// Tokens in dims 0 to 3 and positions in dims 4 to 7 of a summed stream: the spans find out.
  private func apart(_ change: (inout [Float]) -> Void = { _ in }) throws -> Model {
    var architecture = Architecture.gptAcc(width: 8, hidden: 4, heads: 2)
    architecture.norm = Norm(kind: .rms, epsilon: 1e-6)
    var model = try GeometryStudyTests.model(architecture)
    model = try TestModels.replacing("token_emb.weight", in: model) { table in
      for index in table.indices where index % 8 >= 4 { table[index] = 0 }
    }
    model = try TestModels.replacing("pos_emb.weight", in: model) { table in
      for index in table.indices where index % 8 < 4 { table[index] = 0 }
    }
    return try TestModels.replacing("blocks.0.attn.qkv.weight", in: model, change)
  }

  @Test func aWeightThatReadsOnlyPositionsIsFound() throws {
    // The first head's queries read positions alone, the second head's values tokens alone.
    let energy = try energy(
      apart { table in
        for row in 0..<4 { for dim in 0..<4 { table[row * 8 + dim] = 0 } }
        for row in 20..<24 { for dim in 4..<8 { table[row * 8 + dim] = 0 } }
      })
    #expect(energy.division == .spans && energy.tokenRank == 4 && energy.positionRank == 4)
    func row(_ weight: String, _ head: Int?) throws -> StreamEnergy.Row {
      try #require(energy.rows.first { $0.weight == weight && $0.head == head })
    }
    let (query, value) = (try row("blocks.0.query", 0), try row("blocks.0.value", 1))
    #expect(try abs(#require(query.position) - 1) < 1e-9 && abs(#require(query.token)) < 1e-9)
    #expect(try abs(#require(query.digitVariance)) < 1e-9 && abs(#require(query.digitPlane)) < 1e-9)
    #expect(try abs(#require(value.token) - 1) < 1e-9 && abs(#require(value.digitVariance) - 1) < 1e-9)
    let whole = try #require(try row("blocks.0.query", nil).position)
    #expect(whole > 0.5 && whole < 0.999)
    // The spans make up the stream: what is in neither is nowhere.
    for row in energy.rows { #expect(try abs(#require(row.token) + (#require(row.position)) - 1) < 1e-9, "\(row.name)") }
    #expect(energy.rows.contains { $0.weight == "unembedding" } && energy.rows.contains { $0.writes })
  }

  @Test func spansThatFillTheStreamTellNothing() throws {
    let energy = try energy(GeometryStudyTests.model(.gptAcc(width: 8, hidden: 4)))
    #expect(energy.tokenRank == 8 && !energy.tellsOfTokens && !energy.tellsOfPositions)
    #expect(energy.rows.allSatisfy { abs(($0.token ?? 0) - 1) < 1e-9 })
  }
}
