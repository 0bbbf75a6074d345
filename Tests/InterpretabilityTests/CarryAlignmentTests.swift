import Addition
import Foundation
import Interpretability
import ReferenceModels
import Testing
import Transformer

@Suite struct CarryAlignmentTests {
  @Test func findsTheDirectionThatHoldsAPlantedCarry() throws {
    var planted = try PlantedModel(heads: 2)
    try planted.plantTopCarry()
    let study = try CarryAlignment(planted.model, places: 10...10, hooks: ["blocks.0.hook_resid_mid"], threads: 2)
    // A carry from below is not seen: one sum in ten is nine.
    #expect(try #require(study.plain.all.rate) > 0.85)
    let row = try #require(study.rows.first)
    #expect(row.width == 96 && row.direction.count == 96)
    #expect(abs(row.direction[PlantedModel.scratch]) > 0.9)
    #expect(try #require(row.aligned.all.rate) > 0.85 && row.aligned.changing.interval95.lower > 0.6)
    #expect(row.random.changing.interval95.upper < 0.4)
    #expect(study.verdict.hasPrefix("One direction of blocks.0.hook_resid_mid holds the carry: "))
  }

  @Test func countsEveryPair() throws {
    let model = try #require(ShippedModel.all.first { $0.name == "microadder-57p" }).checkpoint().model
    let study = try CarryAlignment(model, hooks: ["blocks.0.hook_resid_mid"], threads: 2)
    #expect(study.trainingPairs == 320 && study.testPairs == 640 && study.plain.all == Proportion(640, of: 640))
    let row = try #require(study.rows.first)
    // Both kinds of pairs, half and half; as many random directions as are promised.
    #expect(row.aligned.changing.total == 320 && row.aligned.staying.total == 320)
    #expect(row.random.all.total == 640 * CarryAlignment.randomDirections)
    #expect(abs(row.direction.reduce(0) { $0 + $1 * $1 } - 1) < 1e-9)
    #expect(
      study.verdict.hasPrefix("No single direction of these activations holds the carry: at best, in blocks.0.hook_resid_mid, "))
    // All of the activation brings the other problem's digits along.
    #expect(try #require(row.whole.staying.rate) < 0.3 && #require(row.aligned.staying.rate) > 0.7)
  }

  @Test func interchangingNothingChangesNoDigit() throws {
    // A copying model's MLP is always zero: there is no direction, and no carry.
    let study = try CarryAlignment(TestModels.copy(), hooks: ["blocks.0.mlp.hook_post"])
    let row = try #require(study.rows.first)
    #expect(row.direction.isEmpty)
    #expect(row.aligned == row.whole)
    #expect(study.verdict == "There is no direction to look for: the activations do not vary.")
  }

  @Test func threadsChangeNothing() throws {
    let model = try TestModels.microAdder()
    let one = try CarryAlignment(model, hooks: ["blocks.0.hook_attn_out"])
    #expect(try CarryAlignment(model, hooks: ["blocks.0.hook_attn_out"], threads: 3) == one)
    #expect(try JSONDecoder().decode(CarryAlignment.self, from: try JSONEncoder().encode(one)) == one)
    #expect(Set(one.table.rows.map(\.count)) == [one.table.columns.count])
  }

  @Test func refusesWhatHasNoSubspace() throws {
    let model = try TestModels.microAdder()
    #expect(throws: AnalysisError.noHook("nowhere")) { try CarryAlignment(model, hooks: ["nowhere"]) }
    #expect(throws: AnalysisError.self) { try CarryAlignment(model, hooks: ["blocks.0.attn.hook_pattern"]) }
    #expect(throws: AnalysisError.self) { try CarryAlignment(model, places: 0...3) }
  }
}
