import Checkpoints
import Files
import Training

/// A plan in a store.
enum StoredPlan {
  static func write(_ plan: SweepPlan, _ spec: SweepSpec, to database: Database) throws(FileError) {
    try database.prepare("INSERT INTO sweep VALUES (?, ?, ?, ?, ?)").run([
      .text(plan.name), .real(plan.success), .whole(plan.keep), .text(spec.json), .text(Version.current),
    ])
    let insertion = try database.prepare("INSERT INTO variations VALUES (?, ?, ?, ?, ?, ?)")
    for (index, variation) in plan.variations.enumerated() {
      try insertion.run([
        .whole(index), .text(variation.name), .text(variation.recipe.json), .whole(variation.parameters),
        .text(variation.seeds.description), .wholeOrNull(variation.until),
      ])
    }
  }

  static func read(from database: Database) throws(FileError) -> (plan: SweepPlan, version: String) {
    let sweep = try database.prepare("SELECT name, success, keep, version FROM sweep")
    guard try sweep.step() else { throw database.damaged("it tells of no sweep") }
    let (name, success, keep, version) = (try sweep.text(0), try sweep.real(1), try sweep.whole(2), try sweep.text(3))
    guard SweepSpec.isSafe(name), success > 0, success <= 1, (0...1000).contains(keep), version.count < 100 else {
      throw database.damaged("its settings make no sense")
    }
    let rows = try database.prepare("SELECT id, name, recipe, parameters, seeds, until FROM variations ORDER BY id")
    var variations: [SweepVariation] = []
    var (folders, runs): (Set<String>, Int) = ([], 0)
    while try rows.step() {
      let variation = try variation(rows, database)
      runs += variation.seeds.seeds.count
      guard try rows.whole(0) == variations.count, folders.insert(variation.folderName).inserted, runs <= 1_000_000 else {
        throw database.damaged("its variations make no sense")
      }
      variations.append(variation)
    }
    guard !variations.isEmpty else { throw database.damaged("it has no variation") }
    return (SweepPlan(name: name, success: success, keep: keep, variations: variations), version)
  }

  private static func variation(_ row: Statement, _ database: Database) throws(FileError) -> SweepVariation {
    let name = try row.text(1)
    let (json, parameters) = (try row.text(2), try row.whole(3))
    let recipe: Recipe
    do throws(FieldError) { recipe = try FieldDecoder.decode(from: json.utf8) } catch {
      throw database.damaged("a variation's recipe: \(error)")
    }
    do throws(RecipeError) { try recipe.validate() } catch { throw database.damaged("a variation's recipe: \(error.problem)") }
    let seeds: SeedList
    let text = try row.text(4)
    do throws(SeedList.Problem) { seeds = try SeedList(text) } catch {
      throw database.damaged("a variation's seeds: \(error)")
    }
    let until = row.isNull(5) ? nil : try row.whole(5)
    guard !name.isEmpty, name.utf8.count <= 10_000, parameters >= 0, (1...seeds.seeds.count).contains(until ?? 1) else {
      throw database.damaged("a variation makes no sense")
    }
    return SweepVariation(name: name, recipe: recipe, parameters: parameters, seeds: seeds, until: until)
  }
}
