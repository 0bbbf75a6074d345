import Addition
import Foundation
import Interpretability
import Testing
import Transformer

@Suite struct AttentionSummaryTests {
  @Test func rowsAndRolesSumToOne() throws {
    for model in [try TestModels.random(), try TestModels.microAdder()] {
      let summary = try AttentionSummary(model, on: .carry(count: 100))
      #expect(summary.heads.count == model.architecture.layers * model.architecture.attention.heads)
      for head in summary.heads {
        for (query, row) in head.mean.enumerated() {
          #expect(abs(row.reduce(0, +) - 1) < 1e-5)
          #expect(row[(query + 1)...].allSatisfy { $0 == 0 })
          #expect((-1e-9...(log2(Double(query + 1)) + 1e-5)).contains(head.entropy[query]))
        }
        #expect(head.digits.map(\.query) == Array(21...31))
        for digit in head.digits {
          #expect(abs(digit.roles.reduce(0) { $0 + $1.share } - 1) < 1e-5)
          #expect(digit.topKeys.map(\.weight) == digit.topKeys.map(\.weight).sorted(by: >))
        }
      }
    }
  }

  @Test func meansAreThoseOfTheActivations() throws {
    let model = try TestModels.random()
    let test = ProblemSuite.uniform(count: 20, seed: 5)
    let summary = try AttentionSummary(model, on: test)
    let hook = try #require(model.program.hook("blocks.1.attn.hook_pattern"))
    let sums = model.forEachBlock(of: test, threads: 1, initial: [Double](repeating: 0, count: 2)) {
      pass, weights, indices, sums in
      pass.forward(weights)
      for lane in 0..<indices.count {
        let weight = Double(pass.activation(hook, lane: lane, head: 1, position: 25, feature: 7))
        sums[0] += weight
        sums[1] += weight * weight
      }
    }.reduce(into: [0.0, 0.0]) { total, part in
      total[0] += part[0]
      total[1] += part[1]
    }
    let head = try #require(summary.heads.first { $0.layer == 1 && $0.head == 1 })
    #expect(abs(head.mean[25][7] - sums[0] / 20) < 1e-12)
    #expect(abs(head.deviation[25][7] - (sums[1] / 20 - sums[0] * sums[0] / 400).squareRoot()) < 1e-9)
  }

  @Test func findsTheKeysOfTheCopyingModel() throws {
    let summary = try AttentionSummary(TestModels.copy(), on: TestModels.withoutAddend(50))
    let head = try #require(summary.heads.first)
    for digit in head.digits {
      let top = try #require(digit.topKeys.first)
      #expect(top.label == (digit.place < 10 ? "X\(digit.place)" : "Y9"))
      #expect(top.role == (digit.place < 10 ? .firstDigit : .previousSecondDigit))
      #expect(top.isLargest == Proportion(50, of: 50) && top.weight > 0.999)
      #expect(try #require(digit.roles.first { $0.role == top.role }).share > 0.999)
      #expect(head.entropy[digit.query] < 0.01)
    }
  }

  @Test func threadsChangeNoBit() throws {
    let model = try TestModels.random()
    let one = try AttentionSummary(model, on: .carry(count: 333))
    #expect(try AttentionSummary(model, on: .carry(count: 333), threads: 2) == one)
    #expect(try AttentionSummary(model, on: .carry(count: 333), threads: 7) == one)
    #expect(one.source == ProblemSuite.carry(count: 333, seed: 1).source)
  }

  @Test func isTheSameAfterJSON() throws {
    let summary = try AttentionSummary(TestModels.microAdder(), on: .carry(count: 30))
    let data = try JSONEncoder().encode(summary)
    #expect(try JSONDecoder().decode(AttentionSummary.self, from: data) == summary)
  }

  @Test func needsProblems() throws {
    let model = try TestModels.microAdder()
    #expect(throws: AnalysisError.noProblems(suite: "carry")) { try AttentionSummary(model, on: .carry(count: 0)) }
  }
}
