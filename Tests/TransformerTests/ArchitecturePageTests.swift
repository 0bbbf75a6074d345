import Foundation
import Testing
import Transformer

/// The JSON blocks of `notebooks-md/architectures.md` are architectures, of as many parameters as their headings say.
@Suite struct ArchitecturePageTests {
  private struct Block {
    let heading: String
    let lines: [Substring]

    func architecture() throws -> Architecture {
      try JSONDecoder().decode(Architecture.self, from: Data(lines.joined(separator: "\n").utf8))
    }
  }

  private let blocks: [Block]

  init() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../notebooks-md/architectures.md")
      .standardizedFileURL
    var (blocks, heading, block): ([Block], String, [Substring]?) = ([], "", nil)
    for line in try String(contentsOf: page, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("## ") { heading = String(line.dropFirst(3)) }
      if line == "```json" {
        block = []
      } else if line == "```", let lines = block {
        blocks.append(Block(heading: heading, lines: lines))
        block = nil
      } else {
        block?.append(line)
      }
    }
    self.blocks = blocks
  }

  private func block(_ heading: String) throws -> Block { try #require(blocks.first { $0.heading == heading }) }

  @Test func everyBlockIsOneOfThese() throws {
    #expect(blocks.map(\.heading) == ["Sizes", "57 parameters", "36 parameters"])
    #expect(try block("Sizes").architecture() == .gptAcc(width: 7, hidden: 14))
    #expect(
      try block("57 parameters").architecture() == .microAdder(queryKeyWidth: 4, trainsSpiral: false, tiesDown: true))
    #expect(try block("36 parameters").architecture() == .tiedQwen36)
  }

  @Test(arguments: [("Sizes", 777), ("57 parameters", 57), ("36 parameters", 36)])
  func itHasAsManyParameters(heading: String, count: Int) throws {
    #expect(try Program(block(heading).architecture()).parameters.learnableCount == count)
  }

  /// The smallest model of the field's leaderboard is said in a page's half.
  @Test func theSmallestTakesFortyLinesAtMost() throws {
    #expect(try block("36 parameters").lines.count <= 40)
  }

  /// Every expression that the page's table shows is one, of some place.
  @Test func theTablesExpressionsAreExpressions() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../notebooks-md/architectures.md")
      .standardizedFileURL
    let rows = try String(contentsOf: page, encoding: .utf8).split(separator: "\n").filter {
      $0.hasPrefix("| `\"") || $0.hasPrefix("| `{\"")
    }
    #expect(rows.count == 12)
    for row in rows {
      let cell = row.split(separator: "|")[0].split(separator: "`", omittingEmptySubsequences: false)
      for code in cell.enumerated().filter({ $0.offset % 2 == 1 }).map(\.element) {
        // An ellipse needs what an arc does not have; both are shown without their numbers.
        let json = code.replacing("{\"ellipse\": {...}}", with: "{\"ellipse\": {\"sineAmplitude\": 2}}").replacing(
          "{...}", with: "{}")
        #expect(throws: Never.self, "\(code)") { try JSONDecoder().decode(WeightExpression.self, from: Data(json.utf8)) }
      }
    }
  }
}
