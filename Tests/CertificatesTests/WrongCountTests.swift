import Addition
import Checkpoints
import Lanes
import ReferenceModels
import Testing
import Transformer

@testable import Certificates

/// Counts of wrong sums against all sums of a small region, and against a sample.
@Suite struct WrongCountTests {
  private static func changed() throws -> Model {
    let model = try Checkpoint.read("\(ShippedModel.folder)/microadder-57p").model
    var weights = model.weights
    weights[0] *= 0.9
    return try Model(model.architecture, weights: weights)
  }

  /// All sums of two low places, the rest given.
  @Test func countsLikeTheEngine() throws {
    let model = try Self.changed()
    let (dissection, engine) = (try Dissection(model), EngineRun(model))
    var (brute, total) = (0, WrongCount(least: 0, most: 0))
    for (x, y) in [(4, 5), (0, 9), (7, 2), (9, 9)] {
      for token in 0...9 {
        let table = KeyTable(dissection.parts, place: 2, token: token)
        for carry in 0...1 {
          var region = Region(x: x, y: y, carry: carry, at: 2)
          for j in 3..<10 { region.digits[j] = Region.Digits(x: 1, y: j % 3) }
          let tally = WrongTally(Reach(table), Tail<1>(dissection.parts, table), order: [1, 0])
          let count = tally.count([region], until: .now + .seconds(60)).count
          total = WrongCount(least: total.least + count.least, most: total.most + count.most)
        }
      }
      let high = (3..<10).reduce((0, 0)) { high, j in
        let unit = (0..<j).reduce(1) { power, _ in power * 10 }
        return (high.0 + unit, high.1 + unit * (j % 3))
      }
      let problems = try (0..<10_000).map { low in
        try Problem(UInt64(high.0 + 100 * x + low / 100), UInt64(high.1 + 100 * y + low % 100))
      }
      for first in stride(from: 0, to: problems.count, by: 8) {
        engine.run(Array(problems[first..<(first + 8)]))
        brute += (0..<8).count { engine.margin(2, lane: $0).margin < 0 }
      }
    }
    #expect(total.least == total.most && total.least == UInt128(brute) && brute > 0 && brute < 40_000)
  }

  @Test func holdsTheShareOfASample() throws {
    let model = try Self.changed()
    let certificate = try Certificate(model, timeLimit: .seconds(6), threads: 2, counts: true)
    let wrong = try #require(certificate.wrong)
    #expect(certificate.verdict == .refuted && wrong.least > 0 && wrong.least <= wrong.most)
    let accuracy = model.evaluate(.uniform(count: 20_000, seed: 4), threads: 2).accuracy.interval95
    #expect(1 - Double(wrong.most) / 1e20 <= accuracy.upper && accuracy.lower <= 1 - Double(wrong.least) / 1e20)
  }

  @Test func digitsOverlap() {
    let digits = [WrongCount(least: 3, most: 5), WrongCount(least: 4, most: 4)]
    #expect(WrongCount(ofDigits: digits) == WrongCount(least: 4, most: 9))
    #expect(WrongCount(ofDigits: [WrongCount(least: 0, most: WrongCount.sums), digits[0]]).most == WrongCount.sums)
  }
}
