import Testing
import Transformer

@Suite struct InitializationTests {
  @Test func initialValuesFollowTheirScheme() throws {
    let table = try Program(.gptAcc(width: 64, hidden: 256)).parameters
    let values = Initialization.flax.values(for: table, seed: 3)
    func variance(_ name: String) throws -> Double {
      let range = try #require(table[name]).range
      return values[range].reduce(0) { $0 + Double($1) * Double($1) } / Double(range.count)
    }
    #expect(abs(try variance("token_emb.weight") * 64 - 1) < 0.15)
    #expect(abs(try variance("blocks.0.mlp.fc1.weight") * 64 - 1) < 0.1)
    #expect(abs(try variance("blocks.0.mlp.fc2.weight") * 256 - 1) < 0.1)
    #expect(values[try #require(table["ln_f.weight"]).range].allSatisfy { $0 == 1 })
    #expect(values[try #require(table["ln_f.bias"]).range].allSatisfy { $0 == 0 })
    #expect(values == Initialization.flax.values(for: table, seed: 3))
    #expect(values != Initialization.flax.values(for: table, seed: 4))

    let micro = try Program(.microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: true)).parameters
    let start = Initialization.microAdder.values(for: micro, seed: 1)
    func initial(_ name: String) throws -> [Float] { Array(start[try #require(micro[name]).range]) }
    #expect(try initial("tok_arc_A") == [2.5] && initial("tok_arc_start") == [-1.2] && initial("tok_arc_stride") == [0.29])
    #expect(try initial("spiral_amp") == [3.5] && initial("spiral_slope") == [0.15])
    #expect(try initial("blocks.0.attn.out_proj.B").allSatisfy { $0 == 0 })
    #expect(try initial("head_proj.weight").allSatisfy { abs($0) < Float((6.0 / 7).squareRoot()) })
    #expect(micro["tok_arc_B"]?.name == "tok_arc_A" && micro["ln_f.weight"]?.name == "blocks.0.ln1.weight")
    #expect(micro["spiral_amp"]?.isTrainable == false)
  }

  @Test func tokenTablesOfTheSplitFamilyStartOnASpiral() throws {
    let table = try Program(.spiral242).parameters
    let start = Initialization.microAdder.values(for: table, seed: 1)
    let tokens = Array(start[try #require(table["tok_emb.weight"]).range])
    #expect(Array(tokens[0..<3]) == [1, 0, 0] && tokens[9 * 3 + 2] == 1 && Array(tokens[30..<33]) == [2, 0, -1])
    #expect(start[try #require(table["digit_enc"]).range].allSatisfy { abs($0) < 0.1 })
  }

  @Test func lowRankFactorsStartAsPublished() throws {
    let table = try Program(
      .lowRank(width: 64, hidden: 128, positionRank: 32, queryKeyValueRank: 48, outputRank: 40, mlpRank: nil, norm: .layer)
    ).parameters
    let values = Initialization.lowRank.values(for: table, seed: 2)
    func deviation(_ name: String) throws -> Double {
      let range = try #require(table[name]).range
      return (values[range].reduce(0) { $0 + Double($1) * Double($1) } / Double(range.count)).squareRoot()
    }
    /// The deviation of a factor whose two sides add up to so many.
    func factor(_ sides: Double) -> Double { (2 / sides).squareRoot() }
    let published: [(String, Double)] = [
      ("token_emb.weight", 0.02), ("pos_emb.A", 0.02), ("pos_emb.B", 0.02), ("blocks.0.mlp.fc1.weight", 0.02),
      ("blocks.0.attn.qkv.A", factor(64 + 48)), ("blocks.0.attn.qkv.B", factor(48 + 192)),
      ("blocks.0.attn.proj.A", factor(64 + 40)), ("ln_f.weight", 1), ("ln_f.bias", 0),
    ]
    for (name, expected) in published {
      let measured = try deviation(name)
      #expect(abs(measured - expected) <= 0.1 * expected, "\(name)")
    }
  }
}
