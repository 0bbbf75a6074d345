import Addition
import Checkpoints
import Foundation
import Testing
import Transformer

@testable import Interpretability

@Suite struct CarryRouteTests {
  @Test(arguments: [2, 6, 10]) func pairsDifferInACarryThatAPlacePropagates(_ place: Int) throws {
    let pairs = CarryRoute.pairs(place, count: 300, seed: 5)
    for pair in pairs {
      let (clean, other) = (Carries(pair.clean), Carries(pair.corrupted))
      #expect(clean.kind(place - 1) == .propagate && other.kind(place - 1) == .propagate)
      #expect(Set([clean.kind(place - 2), other.kind(place - 2)]) == [.kill, .generate])
      #expect(clean.carryIn(place) != other.carryIn(place))
      let (x, y) = (pair.clean.sumDigits, pair.corrupted.sumDigits)
      #expect(Set([x[place - 1], y[place - 1]]) == [0, 9])
      // Only the two digits differ, and what the carry does further up.
      #expect((0..<(place - 1)).allSatisfy { x[$0] == y[$0] })
      #expect(x[place] != y[place])
    }
    #expect(pairs.count { Carries($0.clean).carryIn(place) } > 100)
    #expect(pairs.count { Carries($0.corrupted).carryIn(place) } > 100)
    #expect(pairs == CarryRoute.pairs(place, count: 300, seed: 5) && pairs != CarryRoute.pairs(place, count: 300, seed: 6))
  }

  @Test func whoReadsNoOutputFollowsTheOperands() throws {
    let route = try CarryRoute(TestModels.copy(), count: 48)
    #expect(route.places.allSatisfy { $0.followsOperands == $0.unchanged })
    #expect(route.verdict == .undecidable)
  }

  @Test func theShippedModelsFollowTheirOwnDigit() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../checkpoints").path
    for name in ["microadder-57p", "gptacc-777p"] {
      let model = try Checkpoint.read(root + "/" + name).model
      let route = try CarryRoute(model, count: 48, threads: 2)
      #expect(route.verdict == .previousOutput, "\(name)")
      #expect(try CarryRoute(model, count: 48, threads: 1) == route)
      #expect(route.table.rows.count == 3 * 10)
    }
  }
}
