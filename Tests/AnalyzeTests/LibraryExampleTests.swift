import Addition
import Checkpoints
import Foundation
import Testing
import Transformer

/// README's example of the library: it compiles and does what it says.
@Suite struct LibraryExampleTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL.path

  @Test func silencingAUnitBreaksTheModel() throws {
    let model = try Checkpoint.read(Self.root + "/checkpoints/microadder-57p").model
    let silenced = try model.intervening(with: [
      Intervention(hook: "blocks.0.mlp.hook_post", features: [1], operation: .zero)
    ])
    let accuracy = silenced.evaluate(.adderBoard, threads: 2).accuracy
    #expect(model.evaluate(.adderBoard, threads: 2).accuracy.count == 10_010)
    #expect(accuracy.total == 10_010 && accuracy.count < 9_000)
  }

  @Test func readmeShowsTheSameLines() throws {
    let readme = try String(contentsOfFile: Self.root + "/README.md", encoding: .utf8)
    let source = try String(contentsOfFile: #filePath, encoding: .utf8)
    for line in [
      "let silenced = try model.intervening(with: [",
      "Intervention(hook: \"blocks.0.mlp.hook_post\", features: [1], operation: .zero)",
      "silenced.evaluate(.adderBoard, threads: 2).accuracy",
    ] {
      #expect(readme.contains(line) && source.contains(line))
    }
  }
}
