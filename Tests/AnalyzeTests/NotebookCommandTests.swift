import Foundation
import Testing

/// Notebooks from the command line.
@Suite struct NotebookCommandTests {
  private static let document = """
    # Mine

    ![two](figures/two.png)

    ```console
    $ printf two > figures/two.png; echo 'drawn in 3 s'
    drawn in 4 s
    ```

    ```console within 50%
    $ echo about 100
    about 120
    ```

    """

  @Test func whatDriftsIsFoundAndRenewed() throws {
    let bench = try Workbench()
    try bench.write(Self.document.utf8, to: "mine.md")
    let check = try bench.analyze("notebook", "check", "mine.md")
    #expect(check.exitCode == 65 && check.complaint == "analyze notebook check: 1 command does not do what is shown\n")
    #expect(
      check.output.contains("mine.md:6: ") && check.output.contains("    drawn in 4 s\n")
        && check.output.contains("    drawn in 3 s"))
    #expect(check.output.contains("figures/two.png is drawn otherwise now"))
    #expect(try bench.contents == ["mine.md"])
    #expect(try bench.bytes("mine.md") == Array(Self.document.utf8))

    let run = try bench.analyze("notebook", "run", "mine.md")
    #expect(run.exitCode == 0 && run.output == "mine.md: 2 commands; renewed outputs: 2, pictures: 1\n", "\(run)")
    #expect(try bench.contents == ["figures", "figures/two.png", "mine.md"])
    let renewed = String(decoding: try bench.bytes("mine.md"), as: UTF8.self)
    #expect(renewed == Self.document.replacing("4 s", with: "3 s").replacing("120", with: "100"))
    // What a notebook draws is not in its commands' way.
    try FileManager.default.moveItem(atPath: bench.path + "/mine.md", toPath: bench.path + "/figures/mine.md")
  }

  @Test func aFailedCommandChangesNothing() throws {
    let bench = try Workbench()
    let text = "```console\n$ echo 1\n2\n$ analyze eval nowhere\n```\n"
    try bench.write(text.utf8, to: "mine.md")
    let run = try bench.analyze("notebook", "run", "mine.md")
    #expect(run.exitCode == 65 && run.output.contains("ended with exit code 66"), "\(run)")
    #expect(run.output.contains("mine.md: left as it was"))
    #expect(try bench.bytes("mine.md") == Array(text.utf8))
    #expect(try bench.analyze("notebook", "check", "mine.md").exitCode == 65)
  }

  @Test(arguments: [
    ("# Nothing\n", "it shows no command"), ("```console within\n$ true\n```\n", "line 1 says 'console within'"),
    ("\u{FF}", "it is not text in UTF-8"),
  ])
  func whatIsNoNotebookIsRefused(text: String, problem: String) throws {
    let bench = try Workbench()
    try bench.write(text == "\u{FF}" ? [0xFF, 0xFE] : Array(text.utf8), to: "mine.md")
    for command in ["run", "check"] {
      let outcome = try bench.analyze("notebook", command, "mine.md")
      #expect(outcome.exitCode == 65 && outcome.complaint.contains(problem), "\(outcome)")
    }
  }

  @Test func wrongWordsAreRefused() throws {
    let bench = try Workbench()
    #expect(try bench.analyze("notebook", "check", "nowhere.md").exitCode == 66)
    #expect(try bench.analyze("notebook", "check").exitCode == 64)
    #expect(try bench.analyze("notebook", "walk", "mine.md").exitCode == 64)
  }
}
