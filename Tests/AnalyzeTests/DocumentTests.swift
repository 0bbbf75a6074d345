import Foundation
import Lanes
import Reports
import Testing

/// Every command that a document shows is run, and must say what the document says.
@Suite(.serialized) struct DocumentTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL

  /// README, notebooks, and a model card of each family: the others show the same commands, as `cardsShowTheSameCommands` says.
  static var documents: [String] {
    get throws {
      let manager = FileManager.default
      let notebooks = try manager.contentsOfDirectory(atPath: root.path + "/notebooks-md").map { "notebooks-md/" + $0 }
      let families = Dictionary(grouping: try models) { $0.prefix { $0 != "-" } }
      let cards = families.values.compactMap { $0.min() }.map { "checkpoints/\($0)/README.md" }
      return ["README.md"] + (notebooks.filter { $0.hasSuffix(".md") } + cards).sorted()
    }
  }

  /// The checkpoints that have a card.
  private static var models: [String] {
    get throws {
      let names = try FileManager.default.contentsOfDirectory(atPath: root.path + "/checkpoints")
      return names.filter { FileManager.default.fileExists(atPath: "\(root.path)/checkpoints/\($0)/README.md") }.sorted()
    }
  }

  @Test func cardsShowTheSameCommands() throws {
    let commands = try Self.models.map { name in
      let card = try String(contentsOfFile: "\(Self.root.path)/checkpoints/\(name)/README.md", encoding: .utf8)
      return Notebook(markdown: card).cells.map { $0.command.replacingOccurrences(of: name, with: "NAME") }
    }
    #expect(commands.count >= 10 && Set(commands).count == 1, "\(Set(commands))")
  }

  @Test func thereAreDocuments() throws {
    #expect(try Self.documents.count >= 5)
  }

  /// Where authors' files lie that some commands name; they are not shipped.
  private static let published = root.appending(path: "../shared/published").standardizedFileURL.path
  private static var hasPublished: Bool { FileManager.default.fileExists(atPath: published) }

  @Test(.enabled(if: Lane.hasFusedMultiplyAdd, "documents show numbers whose last digits need it"), arguments: try documents)
  func commandsDoWhatTheDocumentSays(document: String) throws {
    try run(document, where: { !Self.needsPublished($0) }) { cell, output in
      #expect(cell.accepts(output), "\(document):\(cell.line): \(cell.command) printed\n\(output)")
    }
  }

  @Test(
    .enabled(if: Lane.hasFusedMultiplyAdd, "documents show numbers whose last digits need it"),
    .enabled(if: hasPublished, "needs ../shared/published"), arguments: try documents)
  func commandsOnPublishedFilesDoWhatTheDocumentSays(document: String) throws {
    try run(document, where: Self.needsPublished) { cell, output in
      #expect(cell.accepts(output), "\(document):\(cell.line): \(cell.command) printed\n\(output)")
    }
  }

  @Test(.disabled(if: Lane.hasFusedMultiplyAdd, "what they print is tested too"), arguments: try documents)
  func commandsWork(document: String) throws {
    try run(document, where: { !Self.needsPublished($0) }) { _, _ in }
  }

  private static func needsPublished(_ cell: Notebook.Cell) -> Bool { cell.command.contains("published/") }

  /// Runs a document's commands, each of which must succeed, and hands on what each printed.
  private func run(
    _ document: String, where isMeant: (Notebook.Cell) -> Bool, check: (Notebook.Cell, String) -> Void
  ) throws {
    let notebook = Notebook(markdown: try String(contentsOfFile: Self.root.path + "/" + document, encoding: .utf8))
    #expect(notebook.misunderstood.isEmpty, "\(document): \(notebook.misunderstood)")
    let executables = try AnalyzeProcess.executable().deletingLastPathComponent().path
    var links = Dictionary(
      uniqueKeysWithValues: ["checkpoints", "benchmarks", "notebooks-md"].map { ($0, Self.root.path + "/" + $0) })
    links["published"] = Self.published
    let makefile = try String(contentsOfFile: Self.root.path + "/Makefile", encoding: .utf8)
    for cell in notebook.cells where cell.command.hasPrefix("make ") {
      let target = cell.command.dropFirst(5).split(separator: " ").first.map(String.init) ?? ""
      #expect(makefile.contains("\n\(target):"), "\(document):\(cell.line): make has no target '\(target)'")
    }
    _ = try NotebookRun(links: links, programs: executables).run(
      notebook, where: { isMeant($0) && !$0.command.hasPrefix("make ") },
      ended: { result in
        #expect(result.status == 0, "\(document):\(result.cell.line): \(result.cell.command)\n\(result.output)")
        check(result.cell, result.output)
        return true
      })
  }
}
