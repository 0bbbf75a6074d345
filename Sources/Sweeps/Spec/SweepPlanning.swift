import Checkpoints
import Files
import Foundation
import Spelling
import Training
import Transformer

extension SweepSpec {
  /// More variations or runs are a slip.
  private static let most = (variations: 10_000, runs: 1_000_000)

  /// Reads the recipes, makes all variations and checks each as a run would: what makes no sense is found here.
  ///
  /// - Parameter source: what errors call the spec, such as its file.
  /// - Throws: `SweepError.spec` saying where; `FileError` for a checkpoint to start from that cannot be read or does not fit.
  public func plan(source: String) throws -> SweepPlan {
    func fail(_ problem: String) -> SweepError { .spec(source: source, problem: problem) }
    guard Self.isSafe(name) else { throw fail("'name' must be letters, digits, '-', '_' and '.' and is \"\(name.prefix(80))\"") }
    guard success > 0, success <= 1 else { throw fail("'success' must be above 0 and at most 1 and is \(success)") }
    guard (0...1000).contains(keep) else { throw fail("'keep' must be in 0...1,000 and is \(keep)") }
    guard !runs.isEmpty else { throw fail("'runs' is empty and must have at least one entry") }
    var variations: [SweepVariation] = []
    var (places, runCount): ([String: String], Int) = ([:], 0)
    for (index, entry) in runs.enumerated() {
      let place = "runs[\(index)]"
      for variation in try entry.variations(at: place, fail) {
        guard places.updateValue(place, forKey: variation.folderName) == nil else {
          throw fail("'\(place)' has a second variation '\(variation.name)'; give one of its entries another name")
        }
        variations.append(variation)
        runCount += variation.seeds.seeds.count
        guard variations.count <= Self.most.variations, runCount <= Self.most.runs else {
          throw fail("there are more than 10,000 variations or 1,000,000 runs; split the spec")
        }
      }
    }
    return SweepPlan(name: name, success: success, keep: keep, variations: variations)
  }

  /// Whether a name can be a part of a folder's.
  static func isSafe(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 100 && name.first != "."
      && name.allSatisfy { $0.isLetter || $0.isNumber || "-_.".contains($0) }
  }
}

extension SweepSpec.Entry {
  /// - Parameters:
  ///   - place: the entry's path in the spec.
  ///   - fail: makes an error of the spec.
  fileprivate func variations(at place: String, _ fail: (String) -> SweepError) throws -> [SweepVariation] {
    if let name, !SweepSpec.isSafe(name) {
      throw fail("'\(place).name' must be letters, digits, '-', '_' and '.' and is \"\(name.prefix(80))\"")
    }
    if let until, !(1...seeds.seeds.count).contains(until) {
      throw fail("'\(place).until' must be in 1...\(seeds.seeds.count), the seeds, and is \(until)")
    }
    let base = try baseRecipe(place, fail)
    var settings: SettingValue
    do throws(FieldError) { settings = try base.settings } catch { throw fail("'\(place).recipe': \(error)") }
    for setting in set.all {
      try Self.put(setting.value, at: try Self.path(setting.path, "\(place).set", fail), in: &settings, "\(place).set", fail)
    }
    var points: [(name: String, settings: SettingValue)] = [(name ?? base.name, settings)]
    var paths: Swift.Set<String> = []
    for axis in vary.axes {
      let field = "\(place).vary"
      let path = try Self.path(axis.path, field, fail)
      guard paths.insert(axis.path).inserted else { throw fail("'\(field)' has '\(axis.path)' twice") }
      guard !axis.values.isEmpty else { throw fail("'\(field).\(axis.path)' is empty and must list at least one value") }
      if let twice = axis.values.indices.first(where: { axis.values[..<$0].contains(axis.values[$0]) }) {
        throw fail("'\(field).\(axis.path)' has \(axis.values[twice].json.prefix(80)) twice")
      }
      guard points.count * axis.values.count <= 10_000 else { throw fail("'\(field)' has more than 10,000 combinations") }
      points = try points.flatMap { point in
        try axis.values.enumerated().map { index, value in
          var settings = point.settings
          try Self.put(value, at: path, in: &settings, field, fail)
          // What is no single value is told by its place in the list.
          let text = value.nameText.map { "=" + $0 } ?? "=no.\(index + 1)"
          return ("\(point.name) \(path.shortText)\(text)", settings)
        }
      }
    }
    return try points.map { try variation($0.name, $0.settings, place, fail) }
  }

  /// The recipe as it is named.
  private func baseRecipe(_ place: String, _ fail: (String) -> SweepError) throws -> Recipe {
    let names = Recipe.shippedNames
    do {
      if names.contains(recipe) || FileManager.default.fileExists(atPath: recipe) { return try Recipe.find(recipe) }
    } catch let error as RecipeError { throw fail("'\(place).recipe': \(error)") }
    let remedy =
      Suggestion.nearest(to: recipe, among: names).map { "did you mean '\($0)'?" }
      ?? "'analyze recipes' lists the shipped ones"
    throw fail("'\(place).recipe': there is no such file and no shipped recipe '\(recipe.prefix(80))'; \(remedy)")
  }

  private static func path(_ text: String, _ field: String, _ fail: (String) -> SweepError) throws -> SettingPath {
    guard let path = SettingPath(text) else {
      throw fail("'\(field)' has '\(text.prefix(80))', which is no path; write it like learningRate.peak or list[0].field")
    }
    guard text != "seed" else { throw fail("'\(field)' changes 'seed'; the seeds are told by 'seeds'") }
    return path
  }

  private static func put(
    _ value: SettingValue, at path: SettingPath, in settings: inout SettingValue, _ field: String, _ fail: (String) -> SweepError
  ) throws {
    do throws(SettingValue.NoSuchPlace) { try settings.set(path, to: value) } catch {
      throw fail("'\(field)' has '\(path.text)': \(error.problem)")
    }
  }

  /// A variation whose recipe can be followed.
  private func variation(
    _ name: String, _ settings: SettingValue, _ place: String, _ fail: (String) -> SweepError
  ) throws -> SweepVariation {
    var recipe: Recipe
    do throws(FieldError) { recipe = try FieldDecoder.decode(from: settings.json.utf8) } catch {
      throw fail("'\(place)', variation '\(name)': \(error)")
    }
    recipe.seed = seeds.seeds[0]
    do {
      // Compiles the model and reads the checkpoint to start from, whose digest belongs to the recipe.
      let trainer = try Trainer(recipe)
      return SweepVariation(
        name: name, recipe: trainer.recipe, parameters: trainer.program.parameters.learnableCount, seeds: seeds, until: until)
    } catch let error as RecipeError {
      throw fail("'\(place)', variation '\(name)': \(error.problem)")
    }
  }
}
