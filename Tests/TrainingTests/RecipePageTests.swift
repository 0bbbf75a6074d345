import Foundation
import Testing
import Training

/// The JSON blocks of `notebooks-md/recipes.md` are recipes.
@Suite struct RecipePageTests {
  private let recipes: [Recipe]

  init() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../notebooks-md/recipes.md")
      .standardizedFileURL
    let blocks = try String(contentsOf: page, encoding: .utf8).split(separator: "```json\n").dropFirst()
    recipes = try blocks.map { block in
      let json = try #require(block.split(separator: "```", maxSplits: 1).first)
      return try JSONDecoder().decode(Recipe.self, from: Data(json.utf8))
    }
  }

  @Test func everyBlockMakesSense() throws {
    #expect(recipes.map(\.name) == ["short", "everything"])
    for recipe in recipes { try recipe.validate() }
  }

  /// The second leaves nothing out but the starting point and early stop, which would need a file and end it.
  @Test func theSecondSaysEverything() throws {
    let recipe = try #require(recipes.last)
    #expect(!recipe.tensors.isEmpty && recipe.grokfast != nil && !recipe.giveUp.isEmpty && recipe.optimizer.relativeFloor != nil)
    #expect(recipe.phases.first?.sampling?.targets?.problems.count == 2)
  }
}
