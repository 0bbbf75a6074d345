import Foundation
import Testing
import Training

/// `recipes` and `reproduce`.
@Suite struct ReproduceCommandTests {
  @Test func recipesAreListedAndPrinted() throws {
    let bench = try Workbench()
    let list = try bench.analyze("recipes")
    #expect(list.exitCode == 0)
    for name in Recipe.shippedNames { #expect(list.output.contains("  \(name) ")) }
    let one = try bench.analyze("recipes", "period12-25p")
    #expect(one.output == (try Recipe.text(ofShipped: "period12-25p")))
    // What is printed is a recipe.
    try bench.write(one.output.utf8, to: "mine.json")
    #expect(try Recipe.read(bench.path + "/mine.json") == Recipe.named("period12-25p"))
    let unknown = try bench.analyze("recipes", "period12-52p")
    #expect(unknown.exitCode == 66)
    #expect(unknown.complaint.contains("did you mean 'period12-25p'?"), "\(unknown.complaint)")
    #expect(try bench.analyze("recipes", "--json").output.contains("\"parameters\" : 777"))
  }

  @Test func wrongNamesAndEmptyFoldersAreRefused() throws {
    let bench = try Workbench()
    let unknown = try bench.analyze("reproduce", "--only", "microadder-58p", "--out", "here")
    #expect(unknown.exitCode == 64)
    #expect(unknown.complaint.contains("no recipe 'microadder-58p'"))
    let empty = try bench.analyze("reproduce", "--page", "--out", "here")
    #expect(empty.exitCode == 66)
    #expect(empty.complaint.contains("leave out --page"))
    #expect(try bench.contents.isEmpty)
  }

  /// The page in the repository is what its stores say.
  @Test func thePageIsOfItsStores() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL.path
    let bench = try Workbench()
    let manager = FileManager.default
    try manager.copyItem(atPath: root + "/notebooks-md", toPath: bench.path + "/notebooks-md")
    let before = try bench.bytes("notebooks-md/reproduction.md")
    let outcome = try bench.analyze("reproduce", "--page")
    #expect(outcome.exitCode == 0, "\(outcome.complaint)")
    #expect(try bench.bytes("notebooks-md/reproduction.md") == before)
  }
}
