import Addition
import Foundation
import Lanes
import Testing
import Transformer

@testable import Certificates

/// Counts against all sums of small numbers, in every format: two digits each, or `CARRYSCOPE_COUNT_DIGITS`, all other digits 0.
@Suite struct BruteForceCountTests {
  private static let digits = ProcessInfo.processInfo.environment["CARRYSCOPE_COUNT_DIGITS"].flatMap(Int.init) ?? 2
  private static let formats = ["dense", "split", "split, two heads", "rotary", "digits only", "sinusoidal"]

  @Test(arguments: formats) func countsAreThoseOfAllSums(name: String) throws {
    let architecture = try #require(RandomModels.architectures.first { $0.name == name }).architecture
    let model = try RandomModels.model(architecture, seed: 21)
    let dissection = try Dissection(model)
    let limit = (0..<Self.digits).reduce(1) { limit, _ in 10 * limit }
    var brute = [Int](repeating: 0, count: Self.digits + 1)
    let engine = EngineRun(model)
    let problems = try (0..<(limit * limit)).map { try Problem(UInt64($0 / limit), UInt64($0 % limit)) }
    for first in stride(from: 0, to: problems.count, by: 8) {
      let some = Array(problems[first..<min(first + 8, problems.count)])
      engine.run(some)
      for place in 0...Self.digits { brute[place] += some.indices.count { engine.margin(place, lane: $0).margin < 0 } }
    }
    for place in 0...Self.digits {
      var count = WrongCount(least: 0, most: 0)
      var all = UInt128(0)
      for token in dissection.parts.roles.tokens(dissection.parts.roles.query(place)) {
        let table = KeyTable(dissection.parts, place: place, token: token)
        let work = CountOfSmallNumbers(model: dissection.parts, table: table, place: place, digits: Self.digits)
        let own = try table.perform(work)
        count = count + own.count
        all += own.all
      }
      #expect(all == UInt128(limit * limit))
      #expect(
        count.least <= UInt128(brute[place]) && UInt128(brute[place]) <= count.most, "Z\(place): \(count) for \(brute[place])")
      // Margins that are 0 up to rounding are all that may be left open.
      #expect(count.gap <= UInt128(limit * limit) / 1_000, "Z\(place): \(count)")
    }
    #expect(brute.contains { $0 > 0 })
  }
}

private struct CountOfSmallNumbers: DimensionedWork {
  let model: OneLayerModel
  let table: KeyTable
  let place: Int
  let digits: Int

  func run<let N: Int>(_: Tail<N>.Type) -> (count: WrongCount, all: UInt128) {
    let order = Array((0..<digits).filter { $0 != place }.reversed())
    var (tally, all) = (WrongTally<N>(Reach(table), Tail<N>(model, table), order: order), UInt128(0))
    for (cell, _) in Question(place: place, token: table.token).cells(ownSlot: table.ownSlot) {
      var region = cell
      for high in digits..<10 {
        if place == high, region.digits[place] != Region.Digits(x: 0, y: 0) {
          region.digits = []
        } else if region.digits.count == 10 {
          region.digits[high] = Region.Digits(x: 0, y: 0)
        }
      }
      guard region.digits.count == 10 else { continue }
      all += table.program.count(region)
      tally.add(region, until: SearchEnd(.now + .seconds(60)))
    }
    for _ in order { tally.refine(above: 0, until: SearchEnd(.now + .seconds(60))) }
    return (tally.count, all)
  }
}
