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
          var tally = WrongTally(Reach(table), Tail<1>(dissection.parts, table), order: [1, 0])
          tally.add(region, until: SearchEnd(.now + .seconds(60)))
          for _ in 0..<2 { tally.refine(above: 0, until: SearchEnd(.now + .seconds(60))) }
          let count = tally.count
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

  /// Overlaps are counted once: regions by hand.
  @Test func digitsOverlap() {
    func region(_ place: Int, _ token: Int, x: Int, y: Int) -> CountedInputs {
      let program = CarryProgram(place: place, token: token, ownSlot: place == 0 ? nil : KeyTable.sumSlot(place - 1))
      let region = Region(x: x, y: y, carry: 0, at: place)
      let all = program.count(region)
      return CountedInputs(
        counted: CountedRegion(region: region, depth: 0, count: WrongCount(least: all, most: all)), program: program, order: [])
    }
    // x0 = 1, y0 = 2: a hundredth; x1 = 5, y1 = 5 after the digit 3 without a carry.
    let (one, other) = (region(0, 0, x: 1, y: 2), region(1, 3, x: 5, y: 5))
    let (first, second) = (one.counted.count.most, other.counted.count.most)
    #expect(first == WrongCount.sums / 100 && second == WrongCount.sums / 10_000 * 4)
    // One of the four pairs that make the 3 is (1, 2).
    let shared = one.constraints(depth: 0).and(other.constraints(depth: 0))
    #expect(shared.count == WrongCount.sums / 10_000)
    let both = Overlaps([[one], [other]]).count
    #expect(both == WrongCount(least: first + second - WrongCount.sums / 10_000, most: first + second))
    #expect(Overlaps([[one], []]).count == WrongCount(least: first, most: first))
  }

  /// Terms that are whole numbers, so that bins are exact, against all operands of three places.
  @Test func histogramsCount() {
    var random = SystemIndependentGenerator(state: 12)
    let program = CarryProgram(place: 3, token: 6, ownSlot: KeyTable.sumSlot(2))
    for _ in 0..<4 {
      let terms = (0..<230).map { _ in Double.random(in: -1...1, using: &random) }
      var region = Region(x: 4, y: 4, carry: 1, at: 3)
      for j in 4..<10 { region.digits[j] = Region.Digits(x: 0, y: 0) }
      var (below, all) = (UInt128(0), UInt128(0))
      for a in 0..<1000 {
        for b in 0..<1000 where a + b >= 1000 && (a + b) % 1000 / 100 == 6 {
          let problem = Operands(Problem(inRange: UInt64(4000 + a), UInt64(4000 + b)))
          let digits = problem.sum(below: 3).digits
          let sum =
            (0..<10).reduce(0.0) {
              $0 + terms[10 * KeyTable.firstSlot($1) + problem[$1].x] + terms[10 * KeyTable.secondSlot($1) + problem[$1].y]
            }
            + (0..<3).reduce(0.0) { $0 + terms[10 * KeyTable.sumSlot($1) + digits[$1]] }
          all += 1
          if sum + 0.5 < 0 { below += 1 }
        }
      }
      #expect(program.count(region) == all)
      let (least, most) = terms.withUnsafeBufferPointer {
        (
          SumHistogram.least($0, constant: 0.5, program, over: region),
          SumHistogram.most($0, constant: 0.5, program, over: region)
        )
      }
      #expect(
        least <= below && below <= most && Double(most - least) < 0.05 * Double(all), "\(least), \(below), \(most) of \(all)")
    }
  }
}
