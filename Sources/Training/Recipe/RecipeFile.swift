import Checkpoints
import Files
import Foundation

extension Recipe {
  /// The recipe as JSON for people: indented, keys sorted.
  public var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(self) else { return "{}\n" }
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  /// Reads a JSON file.
  ///
  /// - Throws: `FileError` if it cannot be read, `RecipeError` if it is no recipe, has a field
  ///   that recipes have not, or makes no sense.
  public static func read(_ path: String) throws -> Recipe {
    let bytes = try InputFile.read(path, upTo: 1 << 20)
    let recipe: Recipe
    do throws(FieldError) { recipe = try FieldDecoder.decode(from: bytes) } catch {
      throw RecipeError(source: path, problem: error.description)
    }
    try recipe.validate(source: path)
    return recipe
  }
}
