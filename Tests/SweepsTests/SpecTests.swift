import Checkpoints
import Foundation
import Testing
import Training

@testable import Sweeps

@Suite struct SpecTests {
  private func plan(_ json: String) throws -> SweepPlan {
    let spec: SweepSpec
    do throws(FieldError) { spec = try FieldDecoder.decode(from: json.utf8) } catch {
      throw SweepError.spec(source: "s.json", problem: error.description)
    }
    return try spec.plan(source: "s.json")
  }

  @Test func gridsAreMultipliedOut() throws {
    let plan = try plan(
      """
      {"name": "widths", "runs": [
        {"recipe": "gptacc-777p", "seeds": "1-3", "set": {"steps": 9000},
         "vary": {"learningRate.peak": [0.01, 0.02], "architecture.mlp.hidden": [7, 14]}},
        {"recipe": "microadder-57p", "name": "small", "seeds": [9, 4], "until": 1}]}
      """)
    #expect(
      plan.variations.map(\.name) == [
        "gptacc-777p learningRate.peak=0.01 mlp.hidden=7", "gptacc-777p learningRate.peak=0.01 mlp.hidden=14",
        "gptacc-777p learningRate.peak=0.02 mlp.hidden=7", "gptacc-777p learningRate.peak=0.02 mlp.hidden=14", "small",
      ])
    #expect(plan.variations.map(\.parameters) == [679, 777, 679, 777, 57])
    #expect(plan.variations[2].recipe.learningRate.peak == 0.02)
    #expect(plan.variations[2].recipe.steps == 9000)
    #expect(plan.variations[4].seeds.seeds == [9, 4])
    #expect(plan.variations[4].recipe(seed: 4).seed == 4)
    #expect(plan.runCount == 14)
    #expect((0..<14).map { plan.place(of: $0)?.variation } == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4])
    #expect(plan.place(of: 14) == nil)
    #expect(plan.variations[0].folderName == "gptacc-777p_learningRate.peak=0.01_mlp.hidden=7")
  }

  @Test func pathsReachListsAndWhatIsNotThere() throws {
    let plan = try plan(
      """
      {"name": "n", "runs": [{"recipe": "gptacc-777p", "seeds": 3, "set":
        {"sampling.curriculum[0].steps": 100, "earlyStop": {"exactMatch": 1, "steps": 5}, "earlyStop.steps": 7},
        "vary": {"weightDecay": [{"base": 0, "relaxations": []}, {"base": 0.5, "relaxations": []}]}}]}
      """)
    #expect(plan.variations.map(\.name) == ["gptacc-777p weightDecay=no.1", "gptacc-777p weightDecay=no.2"])
    #expect(plan.variations[1].recipe.weightDecay.base == 0.5)
    #expect(plan.variations[0].recipe.earlyStop == .init(exactMatch: 1, steps: 7))
    let taken = try self.plan(
      #"{"name": "n", "runs": [{"recipe": "microadder-57p", "seeds": 3, "set": {"earlyStop": null}}]}"#)
    #expect(taken.variations[0].recipe.earlyStop == nil)
  }

  @Test(arguments: [
    (#"{"runs": []}"#, "'name' is missing"),
    (#"{"name": "n", "runs": []}"#, "'runs' is empty"),
    (#"{"name": "a b", "runs": [{"recipe": "gptacc-777p", "seeds": 1}]}"#, "'name' must be letters"),
    (#"{"name": "n", "runs": [{"recipe": "gptacc-778p", "seeds": 1}]}"#, "did you mean 'gptacc-777p'?"),
    (#"{"name": "n", "runs": [{"recipe": "zzzzzz", "seeds": 1}]}"#, "'analyze recipes' lists the shipped ones"),
    (#"{"name": "n", "runs": [{"recipe": "gptacc-777p"}]}"#, "'runs[0].seeds' is missing"),
    (#"{"name": "n", "runs": [{"recipe": "gptacc-777p", "seeds": "8-1"}]}"#, "'8-1' runs backwards; write 1-8"),
    (#"{"name": "n", "runs": [{"recipe": "gptacc-777p", "seeds": "x"}]}"#, "'x' is no list of seeds"),
    (#"{"name": "n", "runs": [{"recipe": "gptacc-777p", "seeds": []}]}"#, "there is no seed"),
    (#"{"name": "n", "runs": [{"recipe": "gptacc-777p", "seeds": [1, 2, 1]}]}"#, "the seed 1 appears twice"),
    (#"{"name": "n", "runs": [{"recipe": "gptacc-777p", "seeds": "1-9999999"}]}"#, "more than 1,000,000 seeds"),
    (#"{"name": "n", "runs": [{"recipe": "gptacc-777p", "seeds": "9223372036854775808"}]}"#, "above 2^63 - 1"),
    (#"{"name": "n", "runs": [{"recipe": "gptacc-777p", "seeds": -1}]}"#, "'runs[0].seeds'"),
    (#"{"name": "n", "runs": [{"recipe": "gptacc-777p", "seeds": "1-4", "until": 5}]}"#, "'runs[0].until' must be in 1...4"),
    (#"{"name": "n", "runs": [{"recipe": "gptacc-777p", "seeds": 1, "until": 0}]}"#, "'runs[0].until' must be in 1...1"),
    (#"{"name": "n", "runs": [{"recipe": "gptacc-777p", "seeds": 1, "vary": {"steps": []}}]}"#, "'runs[0].vary.steps' is empty"),
    (#"{"name": "n", "runs": [{"recipe": "gptacc-777p", "seeds": 1, "vary": {"steps": 5}}]}"#, "'runs[0].vary.steps'"),
    (#"{"name": "n", "runs": [{"recipe": "gptacc-777p", "seeds": 1, "vary": {"batch": [32, 32]}}]}"#, "has 32 twice"),
    (#"{"name": "n", "runs": [{"recipe": "gptacc-777p", "seeds": 1, "set": {"seed": 5}}]}"#, "told by 'seeds'"),
    (#"{"name": "n", "runs": [{"recipe": "gptacc-777p", "seeds": 1, "set": {"learningRate.peek": 5}}]}"#, "did you mean 'peak'?"),
    (#"{"name": "n", "runs": [{"recipe": "gptacc-777p", "seeds": 1, "set": {"stpes": 5}}]}"#, "unknown field 'stpes'"),
    (#"{"name": "n", "runs": [{"recipe": "gptacc-777p", "seeds": 1, "set": {"steps.x": 5}}]}"#, "'steps' is no object"),
    (#"{"name": "n", "runs": [{"recipe": "gptacc-777p", "seeds": 1, "set": {"sampling.curriculum[7].steps": 5}}]}"#, "none at 7"),
    (#"{"name": "n", "runs": [{"recipe": "gptacc-777p", "seeds": 1, "set": {"a..b": 5}}]}"#, "which is no path"),
    (#"{"name": "n", "runs": [{"recipe": "gptacc-777p", "seeds": 1, "set": {"steps": 5}}]}"#, "'learningRate.warmup' must be"),
    (#"{"name": "n", "runs": [{"recipe": "gptacc-777p", "seeds": 1, "vary": {"batch": [32, 0]}}]}"#, "'gptacc-777p batch=0'"),
    (#"{"name": "n", "runs": [{"recipe": "gptacc-777p", "seeds": 1, "sett": {}}]}"#, "unknown field 'runs[0].sett'"),
    (#"{"name": "n", "success": 1.5, "runs": [{"recipe": "gptacc-777p", "seeds": 1}]}"#, "'success' must be above 0"),
    (#"{"name": "n", "keep": -1, "runs": [{"recipe": "gptacc-777p", "seeds": 1}]}"#, "'keep' must be in"),
    (
      #"{"name": "n", "runs": [{"recipe": "gptacc-777p", "seeds": 1}, {"recipe": "gptacc-777p", "seeds": 2}]}"#,
      "second variation 'gptacc-777p'"
    ),
    ("[", "this is not JSON"),
  ])
  func mistakesAreFoundBeforeTheFirstRun(_ json: String, _ complaint: String) throws {
    let error = #expect(throws: SweepError.self) { _ = try plan(json) }
    let text = error.map(\.description) ?? ""
    #expect(text.hasPrefix("s.json: "))
    #expect(text.contains(complaint), "\(text)")
    #expect(!text.contains("\n"))
  }

  @Test func seedsAreToldShortly() throws {
    #expect(try SeedList("1-4, 9,7-8").description == "1-4,9,7-8")
    #expect(try SeedList([3, 2, 1]).description == "3,2,1")
    #expect(try SeedList("5").seeds == [5])
  }

  @Test func plansTellHowTheyDiffer() throws {
    let plain = #"{"name": "n", "runs": [{"recipe": "gptacc-777p", "seeds": "1-4"}]}"#
    let begun = try plan(plain)
    #expect(try plan(plain).difference(from: begun) == nil)
    for (now, difference) in [
      (#"{"name": "m", "runs": [{"recipe": "gptacc-777p", "seeds": "1-4"}]}"#, "'name' is n there and m here"),
      (
        #"{"name": "n", "runs": [{"recipe": "gptacc-777p", "seeds": "1-5"}]}"#,
        "'seeds' of 'gptacc-777p' is 1-4 there and 1-5 here"
      ),
      (
        #"{"name": "n", "runs": [{"recipe": "gptacc-777p", "seeds": "1-4", "set": {"learningRate.peak": 0.5}}]}"#,
        "'learningRate.peak' of 'gptacc-777p' is 0.02 there and 0.5 here"
      ),
      (
        #"{"name": "n", "runs": [{"recipe": "gptacc-777p", "seeds": "1-4", "until": 2}]}"#,
        "'until' of 'gptacc-777p' is not set there and 2 here"
      ),
    ] { #expect(try plan(now).difference(from: begun) == difference) }
  }

  @Test func aSpecIsWrittenAsItIsRead() throws {
    let spec = try SweepSpec(
      name: "n",
      runs: [
        .init(
          recipe: "gptacc-777p", seeds: SeedList("1-4"), until: 2, set: .init([.init("steps", .whole(5000))]),
          vary: .init([.init("learningRate.peak", [.real(0.01), .real(0.02)])]))
      ])
    let again: SweepSpec = try FieldDecoder.decode(from: spec.json.utf8)
    #expect(again == spec)
  }
}
