import Foundation
import Testing

/// A card is replaced by a card, and nothing else without being asked.
@Suite struct CardTests {
  private func card(_ bench: borrowing Workbench, _ more: String...) throws -> AnalyzeProcess.Outcome {
    try AnalyzeProcess.run(["card", "model", "--count", "10"] + more, in: bench.path)
  }

  @Test func aREADMEOfSomebodysOwnIsKept() throws {
    let bench = try Workbench()
    try bench.writeModel()
    for text in ["# My notes\n", "", "\n<!-- Made by CarryScope; checksum 0123456789abcdef -->\n"] {
      try bench.write(text.utf8, to: "model/README.md")
      let refused = try card(bench)
      #expect(refused.exitCode == 64)
      #expect(refused.complaint.contains("model/README.md was not made by this command"), "\(refused.complaint)")
      #expect(refused.complaint.contains("--force"))
      #expect(try bench.bytes("model/README.md") == Array(text.utf8))
    }
    #expect(try card(bench, "--force").exitCode == 0)
    #expect(String(decoding: try bench.bytes("model/README.md"), as: UTF8.self).hasPrefix("# model\n"))
  }

  @Test func aCardIsMadeAgainUnlessItWasEdited() throws {
    let bench = try Workbench()
    try bench.writeModel()
    #expect(try card(bench).exitCode == 0)
    let first = try bench.bytes("model/README.md")
    #expect(try card(bench).exitCode == 0)
    #expect(try bench.bytes("model/README.md") == first)
    let edited = String(decoding: first, as: UTF8.self).replacingOccurrences(of: "# model", with: "# My model")
    try bench.write(edited.utf8, to: "model/README.md")
    #expect(try card(bench).exitCode == 64)
    #expect(try bench.bytes("model/README.md") == Array(edited.utf8))
    // What is appended is an edit, too.
    try bench.write(first + Array("More.\n".utf8), to: "model/README.md")
    #expect(try card(bench).exitCode == 64)
  }
}
