import Checkpoints
import Files
import Foundation
import Spelling

extension Recipe {
  /// The names of the recipes that can be asked for by name, family by family.
  ///
  /// Settings are the published ones where there are any. Whether a run succeeds depends on the seed, and the published seeds mean
  /// nothing to another random generator; a seed that stands in a recipe was found by trying.
  public static var shippedNames: [String] { Preset.all.map(\.name) }

  /// The same by family, with what each is called.
  public static var shippedFamilies: [(title: String, names: [String])] {
    Preset.families.map { ($0.title, $0.presets.map(\.name)) }
  }

  /// The recipes that can be asked for by name.
  public static var shipped: [Recipe] { Preset.all.compactMap { try? $0.recipe() } }

  /// A shipped recipe.
  ///
  /// - Throws: `RecipeError` that says what may have been meant, if there is none of this name.
  public static func named(_ name: String) throws(RecipeError) -> Recipe { try Preset.named(name).recipe() }

  /// A shipped recipe's file as it was written: JSON that leaves out what is as in the published runs.
  ///
  /// - Throws: as `named`.
  public static func text(ofShipped name: String) throws(RecipeError) -> String {
    String(decoding: try Preset.named(name).json(), as: UTF8.self)
  }

  /// A shipped recipe by name, or a JSON file by path.
  ///
  /// - Throws: `FileError`, `RecipeError`.
  public static func find(_ nameOrPath: String) throws -> Recipe {
    if !shippedNames.contains(nameOrPath), FileManager.default.fileExists(atPath: nameOrPath) { return try read(nameOrPath) }
    return try named(nameOrPath)
  }
}

extension Preset {
  static func named(_ name: String) throws(RecipeError) -> Preset {
    if let preset = all.first(where: { $0.name == name }) { return preset }
    let names = all.map(\.name)
    let meant = Suggestion.nearest(to: name, among: names).map { "did you mean '\($0)'? " } ?? ""
    throw RecipeError(
      source: "recipe '\(name)'",
      problem: "there is no such file and no such shipped recipe; \(meant)'analyze recipes' lists all \(names.count)",
      isMissing: true)
  }

  func recipe() throws(RecipeError) -> Recipe {
    do throws(FieldError) { return try FieldDecoder.decode(from: json()) } catch {
      throw RecipeError(source: "shipped recipe \(name)", problem: error.description)
    }
  }
}
