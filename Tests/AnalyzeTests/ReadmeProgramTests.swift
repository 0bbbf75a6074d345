import Foundation
import Lanes
import Testing

/// The program in README.md is the one that is built, and it works.
@Suite struct ReadmeProgramTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL

  @Test func isTheOneThatIsBuilt() throws {
    let readme = try String(contentsOf: Self.root.appending(path: "README.md"), encoding: .utf8)
    let program = try String(contentsOf: Self.root.appending(path: "Tests/ReadmeProgram/main.swift"), encoding: .utf8)
    #expect(readme.contains("```swift\n\(program)```"))
    #expect(program.split(separator: "\n").count <= 12)
  }

  @Test(.enabled(if: Lane.hasFusedMultiplyAdd, "the counts need it")) func printsWhatItSays() throws {
    let process = Process()
    process.executableURL = try AnalyzeProcess.executable().deletingLastPathComponent().appending(path: "ReadmeProgram")
    process.currentDirectoryURL = Self.root
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(output.hasPrefix("Z1 attends to X1: 0.4") && output.contains("of 10,010"), "\(output)")
  }
}
