import Addition
import ReferenceModels
import Testing
import Transformer

@testable import Interpretability

/// What `notebooks-md/smallest.md` says of the 20 numbers' only head: its one number is a sum of digits, those of the place before
/// a tenth as heavy, and the digit that was just written settles what is left.
@Suite struct AnalogueAdditionTests {
  @Test(arguments: [1, 3, 8])
  func attentionAddsTheCarryItself(place: Int) throws {
    let model = try ShippedModel(name: "period12-20p").checkpoint().model
    let cache = try model.run(.uniform(count: 2_000, seed: 5), hooks: "blocks.0.attn.hook_z", threads: 2)
    let z = try #require(cache["blocks.0.attn.hook_z"])
    let query = try #require(z.position("Z\(place - 1)"))
    var rows: [[Double]] = []
    var carried: [(number: Double, previous: Double, total: Int)] = []
    var numbers: [Double] = []
    for index in 0..<2_000 {
      let problem = cache.problems.problem(index)
      func digit(_ number: UInt64, _ place: Int) -> Int {
        Int((0..<place).reduce(number) { rest, _ in rest / 10 } % 10)
      }
      let own = digit(problem.a, place) + digit(problem.b, place)
      let before = digit(problem.a, place - 1) + digit(problem.b, place - 1)
      let unit = (0..<place).reduce(1 as UInt64) { power, _ in power * 10 }
      let carry = problem.a % unit + problem.b % unit >= unit ? 1 : 0
      numbers.append(Double(z[index, query, 0, 0]))
      #expect(z[index, query, 0, 1] == 0)
      rows.append([Double(own), Double(before), 1])
      carried.append((numbers[index], Double(digit(problem.sum, place - 1)), own + carry))
    }
    let fit = try LeastSquares(RealMatrix(rows), numbers)
    let mean = numbers.reduce(0, +) / Double(numbers.count)
    let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    #expect(1 - fit.residualSumOfSquares / variance > 0.9999)
    #expect((0.1..<0.103).contains(fit.solution[1] / fit.solution[0]), "\(fit.solution)")

    // In units of the own digits' sum, with a tenth of the digit just written taken off: x + y + carry, but for a tenth.
    for (number, previous, total) in carried {
      let digits = (number - fit.solution[2]) / fit.solution[0] - previous / 10
      #expect(abs(digits - Double(total)) < 0.2, "\(digits) for \(total)")
    }
  }
}
