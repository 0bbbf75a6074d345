import Addition
import Arguments
import Training
import Transformer

struct Recipes: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the shipped recipes, or print one.",
    discussion: """
      A recipe is a JSON file: the model, the problems, the optimizer and its schedule. What it leaves out is as in the published \
      runs: AdamW's constants, weight decay 0.01, clipping at 1, validation on 5,000 sums every 1,000 steps.
      """,
    examples: [
      .init("analyze recipes", "Names, learned parameters and what they are."),
      .init("analyze recipes period12-25p > mine.json", "A recipe to edit."),
    ])

  @Argument(
    help: ArgumentHelp("The recipe to print: a shipped name or a JSON file.", completion: .wordsOrFiles(Recipe.shippedNames)))
  var recipe: String?
  @OptionGroup var json: JSONOption

  mutating func run() throws {
    if let recipe {
      let found = try Recipe.find(recipe)
      if json.json { return try json.print(found, orText: "") }
      let text = Recipe.shippedNames.contains(recipe) ? try Recipe.text(ofShipped: recipe) : found.json
      print(text, terminator: "")
      return
    }
    let families = try Recipe.shippedFamilies.map { family in
      ListedFamily(title: family.title, recipes: try family.names.map { try ListedRecipe(Recipe.named($0)) })
    }
    try json.print(families, orText: families.map(\.text).joined(separator: "\n\n"))
  }
}

/// A family of recipes in the list.
private struct ListedFamily: Encodable {
  let title: String
  let recipes: [ListedRecipe]

  var text: String {
    var table = TextTable([.left, .right, .left])
    for recipe in recipes { table.add([recipe.name, grouped(recipe.parameters), recipe.summary]) }
    return "\(title)\n\(table.text(indent: 2))"
  }
}

/// A recipe in the list.
private struct ListedRecipe: Encodable {
  let name: String
  let parameters: Int
  let steps: Int
  let summary: String

  init(_ recipe: Recipe) throws {
    (name, steps, summary) = (recipe.name, recipe.totalSteps, recipe.summary)
    parameters = try ParameterTable(recipe.architecture).learnableCount
  }
}
