import Addition
import Foundation
import Interpretability
import ReferenceModels
import Testing
import Transformer

@Suite struct CarryAlignmentTests {
  @Test func oneDirectionHoldsTheCarryOfAModelThatAdds() throws {
    let model = try ShippedModel(name: "microadder-57p").checkpoint().model
    let study = try CarryAlignment(model, hooks: ["blocks.0.hook_resid_mid", "blocks.0.mlp.hook_post"], threads: 2)
    #expect(study.testPairs == 640 && study.plain.all.total == 640)
    for row in study.rows {
      // Both kinds of pairs, half and half; as many random directions as are promised.
      #expect(row.aligned.changing.total == 320 && row.aligned.staying.total == 320)
      #expect(row.random.all.total == 640 * CarryAlignment.randomDirections)
      let length = row.direction.reduce(0) { $0 + $1 * $1 }
      #expect(row.direction.count == row.width && abs(length - 1) < 1e-9)
      #expect(row.aligned.changing.interval95.lower > row.random.changing.interval95.upper, "\(row.hook)")
    }
  }

  @Test func interchangingNothingChangesNoDigit() throws {
    // A copying model's MLP is always zero: there is no direction, and no carry.
    let study = try CarryAlignment(TestModels.copy(), hooks: ["blocks.0.mlp.hook_post"])
    let row = try #require(study.rows.first)
    #expect(row.direction.isEmpty)
    #expect(row.aligned == row.whole)
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
  }
}
