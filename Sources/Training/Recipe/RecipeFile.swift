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
  /// - Throws: `FileError` if it cannot be read, `RecipeError` if it is no recipe or makes no sense.
  public static func read(_ path: String) throws -> Recipe {
    let bytes = try InputFile.read(path, upTo: 1 << 20)
    let recipe: Recipe
    do { recipe = try JSONDecoder().decode(Recipe.self, from: Data(bytes)) } catch {
      throw RecipeError(source: path, problem: explanation(of: error))
    }
    try recipe.validate()
    return recipe
  }

  /// A shipped recipe by name, or a JSON file by path.
  ///
  /// - Throws: `FileError`, `RecipeError`.
  public static func find(_ nameOrPath: String) throws -> Recipe {
    if let shipped = shipped.first(where: { $0.name == nameOrPath }) { return shipped }
    if FileManager.default.fileExists(atPath: nameOrPath) { return try read(nameOrPath) }
    return try named(nameOrPath)
  }

  private static func explanation(of error: any Error) -> String {
    guard let error = error as? DecodingError else { return "this is not a recipe" }
    func field(_ path: [any CodingKey]) -> String { path.map(\.stringValue).joined(separator: ".") }
    return switch error {
    case .keyNotFound(let key, let context): "field '\(field(context.codingPath + [key]))' is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "field '\(field(context.codingPath))' has the wrong type"
    case .dataCorrupted(let context):
      context.codingPath.isEmpty
        ? "this is not JSON; give a recipe such as a run's recipe.json"
        : "field '\(field(context.codingPath))': \(context.debugDescription)"
    @unknown default: "this is not a recipe"
    }
  }
}
