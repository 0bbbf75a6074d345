import Arguments
import Foundation
import Testing

/// What the user reads when the line is wrong: always one line, always a way on.
@Suite struct ComplaintTests {
  @Test(arguments: [
    ("train", "tool train: missing RECIPE (A shipped recipe's name or a JSON file); see 'tool train --help'"),
    ("train x --sed 3", "tool train: unknown option '--sed'; did you mean '--seed'?"),
    ("train x -seed 3", "tool train: unknown option '-seed'; did you mean '--seed'?"),
    ("train x --prog", "tool train: unknown option '--prog'; did you mean '--progress'?"),
    ("train x --frobnicate=1", "tool train: unknown option '--frobnicate'; see 'tool train --help'"),
    ("train x --seed", "tool train: --seed needs a value; write '--seed N'"),
    ("train x --seed --resume", "tool train: --seed needs a value; write '--seed N'"),
    ("train x --out --", "tool train: --out needs a value; write '--out DIR'"),
    (
      "train x --out -odd",
      "tool train: --out needs a value, but '-odd' looks like an option; write '--out=-odd' if it is the value"
    ),
    ("train x --seed -3", "tool train: --seed: '-3' is outside the range 0...18446744073709551615; see 'tool train --help'"),
    (
      "train x --seed 99999999999999999999",
      "tool train: --seed: '99999999999999999999' is outside the range 0...18446744073709551615; see 'tool train --help'"
    ),
    ("train x --seed 1e3", "tool train: --seed: '1e3' is not a whole number; see 'tool train --help'"),
    ("train x --rate nan", "tool train: --rate: 'nan' is not a finite number; see 'tool train --help'"),
    ("train x --resume=yes", "tool train: --resume is a switch and takes no value, but 'yes' was given; write '--resume' alone"),
    ("train x y", "tool train: unexpected argument 'y': 'tool train' takes only RECIPE; see 'tool train --help'"),
    ("train x --threads 0", "tool train: --threads must be at least 1; see 'tool train --help'"),
    ("eval m --count 0", "tool eval: --count must be at least 1; see 'tool eval --help'"),
    ("eval m --suite cary", "tool eval: --suite: 'cary' is not one of adderboard, uniform, carry; did you mean 'carry'?"),
    ("eval m --suite all", "tool eval: --suite: 'all' is not one of adderboard, uniform, carry; see 'tool eval --help'"),
    ("dump f", "tool dump: missing --out (The file to write); see 'tool dump --help'"),
    ("dump --out x", "tool dump: missing FILES; see 'tool dump --help'"),
    ("dump f --out x --layers 1,,2", "tool dump: --layers: '1,,2' has an empty item; see 'tool dump --help'"),
    ("dump f --out x --layers 1,b", "tool dump: --layers: 'b' is not a whole number; see 'tool dump --help'"),
    ("tarin", "tool: unknown command 'tarin'; did you mean 'train'?"),
    ("xyzzy", "tool: unknown command 'xyzzy'; see 'tool --help'"),
    ("--versoin", "tool: unknown option '--versoin'; did you mean '--version'?"),
    ("-- train", "tool: unknown option '--'; see 'tool --help'"),
    ("help tarin", "tool: unknown command 'tarin'; did you mean 'train'?"),
  ])
  func saysWhatAndWhereAndWhatToDo(_ words: String, _ expected: String) {
    let outcome = Tool.execute(words.split(separator: " ").map(String.init))
    #expect(outcome.complaint == expected)
    #expect(outcome.exitCode == .usage)
    #expect(outcome.output.isEmpty)
  }

  @Test func survivesOddWords() {
    for words in [
      [""], ["="], ["-"], ["--="], ["train", ""], ["train", "--="], ["train", "x", "--seed="], ["train", "x", "-"],
    ] {
      let outcome = Tool.execute(words)
      #expect(outcome.exitCode == .usage || words == ["train", ""])
      #expect(!outcome.complaint.contains("\n"))
    }
    let long = String(repeating: "x", count: 100_000)
    #expect(Tool.execute([long]).exitCode == .usage)
  }

  @Test func reportsWhatCommandsThrow() {
    let data = Tool.execute(["fail", "data"])
    #expect(data.exitCode == .badData)
    #expect(data.complaint == "tool fail: x.npz: truncated; give a whole file")
    #expect(Tool.execute(["fail", "plain"]).exitCode == .software)
    let early = Tool.execute(["fail", "early"])
    #expect(early.exitCode == .success)
    #expect(early.output == "enough")
    #expect(Tool.execute(["fail", "bell"]).complaint == "tool fail: \\u{1B}[31mred\\u{07}")
    #expect(Tool.execute(["train", "x"]).exitCode == .success)
  }

  @Test func mapsFoundationErrors() throws {
    let absent = #expect(throws: (any Error).self) { try Data(contentsOf: URL(fileURLWithPath: "/nonexistent/file")) }
    #expect(ExitCode(for: try #require(absent)) == .missingInput)
    let unwritable = #expect(throws: (any Error).self) {
      try Data([1]).write(to: URL(fileURLWithPath: "/nonexistent/file"))
    }
    #expect([.inputOutput, .missingInput].contains(ExitCode(for: try #require(unwritable))))
    struct Recipe: Decodable { let steps: Int }
    let undecodable = #expect(throws: (any Error).self) {
      try JSONDecoder().decode([Recipe].self, from: Data(#"[{"steps": "many"}]"#.utf8))
    }
    let outcome = CommandOutcome(of: try #require(undecodable), command: "tool train")
    #expect(outcome.exitCode == .badData)
    #expect(outcome.complaint.hasSuffix("(at [0].steps)"), "\(outcome.complaint)")
    #expect(!outcome.complaint.contains("\n"))
  }

  @Test func usesTheNumbersOfSysexitsAndShells() {
    #expect(ExitCode.allCases.map(\.rawValue) == [0, 64, 65, 66, 70, 74, 129, 130, 143])
  }
}
