import Addition
import Foundation
import Testing
import Transformer

@Suite struct ArchitectureTests {
  /// The published counts.
  @Test func parametersAreCountedAsPublished() throws {
    func count(_ architecture: Architecture) throws -> Int { try Program(architecture).parameters.learnableCount }
    #expect(try count(.microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: true)) == 57)
    #expect(try count(.microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: false)) == 67)
    #expect(try count(.microAdder(queryKeyWidth: 5, trainsSpiral: true, tiesDown: false)) == 74)
    for (width, hidden, layers, heads, bias, tied, published) in [
      (7, 14, 1, 1, false, true, 777), (7, 28, 1, 1, false, true, 973), (7, 28, 1, 1, false, false, 1_071),
      (7, 28, 1, 1, true, true, 1_008), (7, 28, 1, 1, true, false, 1_106), (8, 32, 1, 1, true, false, 1_360),
      (16, 64, 2, 1, true, false, 7_472), (48, 192, 3, 2, true, false, 87_360), (64, 256, 2, 2, true, false, 103_616),
    ] {
      let architecture = Architecture.gptAcc(
        width: width, hidden: hidden, layers: layers, heads: heads, hasBias: bias, tiesHead: tied)
      #expect(try count(architecture) == published)
    }
  }

  @Test(arguments: TestModels.architectures.map(\.name))
  func aJSONFileIsAnArchitecture(name: String) throws {
    let architecture = try #require(TestModels.architectures.first { $0.name == name }).architecture
    let data = try JSONEncoder().encode(architecture)
    #expect(try JSONDecoder().decode(Architecture.self, from: data) == architecture)
  }

  @Test func nonsenseIsRefusedWithTheField() {
    var wide = Architecture.gptAcc(width: 7, hidden: 14)
    wide.attention.heads = 2
    expect(wide, refusedFor: "attention")
    var huge = Architecture.gptAcc(width: 7, hidden: 14)
    huge.mlp.hidden = Int.max
    expect(huge, refusedFor: "mlp.hidden")
    var short = Architecture.gptAcc(width: 7, hidden: 14)
    short.contextLength = 20
    expect(short, refusedFor: "contextLength")
    var none = Architecture.gptAcc(width: 7, hidden: 14)
    none.layers = 0
    expect(none, refusedFor: "layers")
    var deep = Architecture.microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: true)
    deep.layers = 2
    expect(deep, refusedFor: "layers")
    var narrow = Architecture.microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: true)
    narrow.residual = .split(token: 2, position: 2)
    expect(narrow, refusedFor: "attention.valueWidth")
  }

  private func expect(_ architecture: Architecture, refusedFor field: String) {
    #expect { try Program(architecture) } throws: { ($0 as? ArchitectureError)?.field == field }
  }

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

  @Test func modelsRefuseWeightsOfAnotherSize() {
    #expect(throws: ArchitectureError.self) { try Model(.gptAcc(width: 7, hidden: 14), weights: [1, 2, 3]) }
  }
}
