import Addition
import Checkpoints
import Foundation
import Lanes
import ReferenceModels
import Testing
import Transformer

@testable import Certificates

/// Copies of proved models with a weight changed: whatever a certificate says of them is so.
///
/// `CARRYSCOPE_PLANTED_FAULTS` says how many copies of each family, `CARRYSCOPE_PLANTED_FIRST` which is the first (a long run that was
/// ended goes on from the last line that it printed), `CARRYSCOPE_SEARCH_SECONDS` for how long a proof is attacked,
/// `CARRYSCOPE_EXTREMES` how many extremes are decoded.
@Suite struct PlantedFaultTests {
  private static func setting(_ name: String, _ usual: Double) -> Double {
    ProcessInfo.processInfo.environment[name].flatMap(Double.init) ?? usual
  }

  @Test(arguments: ["microadder-57p", "microadder-67p", "period12-20p"]) func verdictsHold(name: String) throws {
    let model = try Checkpoint.read("\(ShippedModel.folder)/\(name)").model
    let copies = Int(Self.setting("CARRYSCOPE_PLANTED_FAULTS", 4))
    let first = min(Int(Self.setting("CARRYSCOPE_PLANTED_FIRST", 0)), copies)
    var verdicts: [Verdict: Int] = [:]
    for copy in first..<copies {
      var random = SystemIndependentGenerator(state: 2_026 + UInt64(copy))
      var weights = model.weights
      let index = Int.random(in: 0..<weights.count, using: &random)
      // From what nobody notices to what breaks it.
      weights[index] *= Float(
        1 + Double.random(in: -1...1, using: &random) * pow(10, Double.random(in: -3 ... -1, using: &random)))
      let changed = try Model(model.architecture, weights: weights)
      let arithmetic: CertifiedArithmetic = copy % 2 == 0 ? .float32 : .real
      let certificate = try Certificate(changed, arithmetic: arithmetic, timeLimit: .seconds(30), threads: 2)
      verdicts[certificate.verdict, default: 0] += 1
      switch certificate.verdict {
      case .proved: try Self.attack(changed, certificate, seed: UInt64(copy))
      case .refuted:
        let wrong = try #require(certificate.counterexample)
        #expect(wrong.float64 != wrong.problem.sum || wrong.margin > -1e-9, "\(name), weight \(index) of copy \(copy)")
        if arithmetic == .float32 { #expect(wrong.float32 != wrong.problem.sum) }
      case .undecided: break
      }
      if copies >= 20 { print("\(name), copy \(copy) of \(copies): \(certificate.verdict)") }
    }
    // A test of nothing but one verdict would be none.
    if copies - first >= 20 { #expect(verdicts[.proved, default: 0] > 0 && verdicts[.refuted, default: 0] > 0, "\(verdicts)") }
  }

  /// Looks for a wrong sum: carry chains, and hill climbing digit by digit on the smallest margin.
  private static func attack(_ model: Model, _ certificate: Certificate, seed: UInt64) throws {
    let wrong = model.evaluate(.carry(count: 22_000, seed: seed), threads: 2).accuracy
    #expect(wrong.count == wrong.total)
    let engine = EngineRun(model)
    var random = SystemIndependentGenerator(state: seed)
    let end = ContinuousClock.now + .seconds(setting("CARRYSCOPE_SEARCH_SECONDS", 0.5))
    let least = certificate.digits.map { $0.margin ?? .infinity }
    while ContinuousClock.now < end {
      let place = Int.random(in: 0...10, using: &random)
      var best = try Problem(
        UInt64.random(in: 0..<10_000_000_000, using: &random), UInt64.random(in: 0..<10_000_000_000, using: &random))
      var bestMargin = Double.infinity
      for _ in 0..<12 {
        let neighbors = try (0..<8).map { _ in
          var operands = [best.a, best.b]
          let unit = (0..<Int.random(in: 0...9, using: &random)).reduce(UInt64(1)) { unit, _ in 10 * unit }
          let which = Int.random(in: 0...1, using: &random)
          operands[which] = operands[which] - operands[which] / unit % 10 * unit + UInt64.random(in: 0...9, using: &random) * unit
          return try Problem(operands[0], operands[1])
        }
        engine.run(neighbors)
        for (lane, problem) in neighbors.enumerated() {
          let margin = engine.margin(place, lane: lane).margin
          if margin < bestMargin { (best, bestMargin) = (problem, margin) }
        }
      }
      #expect(bestMargin >= least[place] - 1e-6, "\(best), Z\(place): \(bestMargin)")
    }
  }

  /// What the dynamic program calls an extreme is one, and lies in its box: decoded and computed anew.
  @Test(arguments: ["microadder-57p", "period12-25p"]) func extremesLieInTheirBoxes(name: String) throws {
    let dissection = try Dissection(Checkpoint.read("\(ShippedModel.folder)/\(name)").model)
    var random = SystemIndependentGenerator(state: 4)
    var count = 0
    while count < Int(Self.setting("CARRYSCOPE_EXTREMES", 1_000)) {
      let place = Int.random(in: 0...9, using: &random)
      let token =
        place == 0
        ? dissection.parts.roles.tokens(dissection.parts.roles.query(0)).lowerBound : Int.random(in: 0...9, using: &random)
      let table = KeyTable(dissection.parts, place: place, token: token)
      var reach = Reach(table)
      for (region, _) in Question(place: place, token: token).cells(ownSlot: table.ownSlot).shuffled(using: &random).prefix(20) {
        guard let box = reach.box(region) else { continue }
        for coordinate in box.indices {
          for upwards in [true, false] {
            let extreme = reach.extreme(coordinate, upwards: upwards, over: region)
            let operands = try #require(extreme)
            let below = operands.sum(below: place)
            #expect(below.carry == region.carry && (place == 0 || below.digits.last == token))
            for (own, interval) in zip(reach.point(operands), box) {
              #expect(interval.lower <= own.upper && own.lower <= interval.upper)
            }
            count += 1
          }
        }
      }
    }
  }
}
