import Addition
import Interpretability
import Testing
import Transformer

@Suite struct ParameterBudgetTests {
  @Test(arguments: [
    (Architecture.microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: true), 57, 4),
    (.microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: false), 67, 4),
    (.microAdder(queryKeyWidth: 5, trainsSpiral: true, tiesDown: false), 74, 0),
    (.gptAcc(width: 7, hidden: 14), 777, 0),
    (.gptAcc(width: 8, hidden: 16, layers: 2, heads: 2, hasBias: true, tiesHead: false), 1656, 0),
  ])
  func addsUp(architecture: Architecture, learned: Int, frozen: Int) throws {
    let program = try Program(architecture)
    let budget = ParameterBudget(program)
    #expect(budget.learned == program.parameters.learnableCount && budget.frozen == frozen)
    #expect(budget.learned == learned)
    #expect(budget.entries.reduce(0) { $0 + $1.count } == program.parameters.count)
    #expect(budget.shares.map(\.function) == ParameterBudget.Function.allCases)
  }

  @Test func knowsWhatEachTensorDoes() throws {
    let budget = ParameterBudget(try Program(.microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: true)))
    func learned(_ function: ParameterBudget.Function) -> Int? { budget.shares.first { $0.function == function }?.learned }
    #expect(learned(.tokenEmbedding) == 3 && learned(.positions) == 6 && learned(.queryKey) == 13)
    #expect(learned(.value) == 0 && learned(.output) == 10 && learned(.mlp) == 10 && learned(.norm) == 5)
    #expect(learned(.unembedding) == 10)
    let projection = try #require(budget.entries.first { $0.tensor == "head_proj.weight" })
    #expect(projection.alsoServes == [.value, .mlp])
    let norm = try #require(budget.entries.first { $0.tensor == "blocks.0.ln1.weight" })
    #expect(norm.ties == ["blocks.0.ln2.weight", "ln_f.weight"])
    #expect(budget.entries.first { $0.tensor == "spiral_amp" }?.isLearned == false)
  }

  @Test func splitsAJointProjection() throws {
    let budget = ParameterBudget(try Program(.gptAcc(width: 7, hidden: 14)))
    let parts = budget.entries.filter { $0.tensor == "blocks.0.attn.qkv.weight" }
    #expect(parts.map(\.function) == [.queryKey, .value] && parts.map(\.count) == [98, 49])
    #expect(budget.entries.first { $0.tensor == "token_emb.weight" }?.alsoServes == [.unembedding])
  }
}
