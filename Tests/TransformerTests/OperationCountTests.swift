import Testing
import Transformer

/// Operations counted by hand.
@Suite struct OperationCountTests {
  /// 33 positions, 21 of them before the first answer; causal attention from query 21 on sees 22 + ... + 33 = 330 keys.
  @Test func oneLayer() throws {
    let program = try Program(.gptAcc(width: 7, hidden: 14))
    #expect(program.positions == 33 && program.firstAnswerPosition == 21)
    let (keyValue, rest, unembedding) = (2 * 7 * 7, 7 * 7 + 7 * 7 + 2 * 7 * 14, 7 * 14)
    #expect(program.operationsPerProblem == 2 * (33 * (keyValue + rest + unembedding) + 561 * 2 * 7))
    // Keys and values are needed everywhere, all else only where answers are predicted.
    #expect(program.answerOperationsPerProblem == 2 * (33 * keyValue + 12 * (rest + unembedding) + 330 * 2 * 7))
  }

  @Test func onlyTheLastLayerLeavesPromptPositionsOut() throws {
    let program = try Program(.gptAcc(width: 4, hidden: 3, layers: 2, heads: 2))
    let (keyValue, rest, unembedding) = (2 * 4 * 4, 4 * 4 + 4 * 4 + 2 * 4 * 3, 4 * 14)
    #expect(program.operationsPerProblem == 2 * (33 * (2 * (keyValue + rest) + unembedding) + 2 * 561 * 2 * 4))
    let first = 33 * (keyValue + rest) + 561 * 2 * 4
    let last = 33 * keyValue + 12 * (rest + unembedding) + 330 * 2 * 4
    #expect(program.answerOperationsPerProblem == 2 * (first + last))
  }
}
