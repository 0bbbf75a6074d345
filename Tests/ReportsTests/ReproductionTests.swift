import Addition
import Files
import Foundation
import Sweeps
import Testing
import Training
import Transformer

@testable import Reports

/// The reproduction as it is shipped, and a tiny one that is run.
@Suite struct ReproductionTests {
  @Test func everyShippedRecipeIsReproducedWithEnoughSeeds() throws {
    let reproduction = try Reproduction()
    #expect(reproduction.recipes.sorted() == Recipe.shippedNames.sorted())
    #expect(reproduction.families.count == 6)
    for family in reproduction.families {
      let plan = try family.spec.plan(source: family.name)
      for variation in plan.variations {
        let seeds = variation.seeds.seeds.count
        let isHeadline =
          ["microadder-57p", "microadder-67p", "microadder-74p"].contains(variation.name) || family.name == "period12"
        let least =
          isHeadline ? 128 : family.name != "appendix-a" ? 32 : variation.parameters < 5_000 ? 8 : 1
        #expect(seeds >= least, "\(variation.name)")
      }
    }
  }

  @Test func whatIsToldIsOfRecipes() throws {
    let reproduction = try Reproduction()
    let recipes = Set(reproduction.recipes)
    #expect(Set(reproduction.told.keys).isSubset(of: recipes))
    for effect in reproduction.effects { #expect(Set(effect.recipes).isSubset(of: recipes), "\(effect.title)") }
    // All rows of the first source's appendix that tell a result, and the four that crashed.
    let appendix = try #require(reproduction.families.first { $0.name == "appendix-a" })
    #expect(appendix.spec.runs.count == 53)
    #expect(appendix.spec.runs.count { reproduction.told[$0.recipe] != nil } == 51)
  }

  @Test func namesChooseFamiliesOrRecipes() throws {
    let reproduction = try Reproduction()
    #expect(try reproduction.chosen([]).count == 6)
    let chosen = try reproduction.chosen(["lowrank", "microadder-57p", "microadder-67p"])
    #expect(chosen.map(\.family.name) == ["microadder", "lowrank"])
    #expect(chosen[0].only == ["microadder-57p", "microadder-67p"] && chosen[1].only == nil)
    #expect(throws: ReproductionError.self) { try reproduction.chosen(["microadder-58p"]) }
  }

  /// Three seeds each of two recipes that learn nothing in forty steps.
  private func tiny(in folder: String) throws -> Reproduction {
    try Folder.create(folder)
    var entries: [SweepSpec.Entry] = []
    for (name, peak) in [("first", 0.02), ("second", 0.01)] {
      let recipe = Recipe(
        name: name, summary: "", architecture: .gptAcc(width: 4, hidden: 4), initialization: .flax, seed: 1, steps: 40, batch: 16,
        sampling: Sampling(operands: .uniformLength), learningRate: LearningRate(peak: peak, warmup: 0),
        validation: Validation(every: 20, count: 50))
      try Data(recipe.json.utf8).write(to: URL(filePath: "\(folder)/\(name).json"))
      entries.append(SweepSpec.Entry(recipe: "\(folder)/\(name).json", seeds: try SeedList("1-3")))
    }
    return Reproduction(
      families: [.init(name: "tiny", title: "Tiny ones", spec: SweepSpec(name: "tiny", runs: entries))],
      told: ["first": .init(share: 1, note: "so they say"), "second": .init(share: 0, note: nil)],
      effects: [.init(title: "Rates", recipes: ["first", "second"])])
  }

  @Test func thePageComparesAndKeepsNotes() throws {
    let scratch = FileManager.default.temporaryDirectory.appending(path: "reproduction-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    let out = scratch + "/store"
    let reproduction = try tiny(in: scratch)
    #expect(try reproduction.results(in: out).isEmpty)
    let family = reproduction.families[0]
    do {
      let runner = try SweepRunner(
        family.spec, source: "tiny", in: Reproduction.folder(of: family, in: out), resume: false)
      // One of the two recipes first: the page says what is missing.
      #expect(try runner.run(threads: 2, only: ["first"]) == .finished)
    }
    let half = try ReproductionPage(reproduction, reproduction.results(in: out), folder: "store").text
    #expect(half.contains("It is not finished") && half.contains("Runs are missing of: second."))
    do {
      let runner = try SweepRunner(
        family.spec, source: "tiny", in: Reproduction.folder(of: family, in: out), resume: true)
      #expect(try runner.run(threads: 2) == .finished)
    }
    let results = try reproduction.results(in: out)
    try ReproductionPage(reproduction, results, folder: "store").write(beside: out + "/")
    let path = ReproductionPage.path(beside: out)
    var page = try String(contentsOfFile: path, encoding: .utf8)
    #expect(page.contains("6 runs of 2 models") && !page.contains("not finished"))
    let rows = page.split(separator: "\n").filter { $0.hasPrefix("| first") || $0.hasPrefix("| second") }
    #expect(rows.count == 4)
    #expect(rows[0].contains("100%, so they say") && rows[0].contains("0 of 3") && rows[0].hasSuffix("| no |"))
    #expect(rows[1].hasSuffix("| yes |"))
    #expect(page.contains("### Rates") && FileManager.default.fileExists(atPath: out + "/frontier.png"))

    #expect(try ReproductionPage.notes(onPageAt: path)?.isEmpty == true)
    page.replace(ReproductionPage.notesBegin + "\n", with: ReproductionPage.notesBegin + "\nNothing grokked.\n")
    try Data(page.utf8).write(to: URL(filePath: path))
    let notes = try ReproductionPage.notes(onPageAt: path)
    #expect(notes == "Nothing grokked.\n")
    #expect(ReproductionPage(reproduction, results, folder: "store", notes: notes).text == page)
    #expect(throws: FileError.self) { try ReproductionPage.notes(onPageAt: scratch + "/first.json") }
    #expect(try ReproductionPage.notes(onPageAt: scratch + "/nowhere.md") == nil)
  }

  @Test func aStoreOfAnotherReproductionIsRefused() throws {
    let scratch = FileManager.default.temporaryDirectory.appending(path: "reproduction-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    let reproduction = try tiny(in: scratch)
    let family = reproduction.families[0]
    _ = try SweepRunner(family.spec, source: "tiny", in: Reproduction.folder(of: family, in: scratch), resume: false)
    var spec = family.spec
    spec.runs[0].seeds = try SeedList("1-4")
    let other = Reproduction(families: [.init(name: "tiny", title: "", spec: spec)])
    #expect(throws: SweepError.self) { try other.results(in: scratch) }
  }
}
