import Files
import Foundation
import Reports
import Testing

@Suite struct NotebookTests {
  private let notebook = Notebook(
    markdown: """
      # Title

      ```console
      $ first command
      one
      ...
      three
      $ second \\
          with more \\
          lines
      $ third
      ```

      ```sh
      $ not a console block
      ```
      """)

  @Test func commandsAndTheirOutputAreFound() {
    #expect(notebook.cells.map(\.command) == ["first command", "second with more lines", "third"])
    #expect(notebook.cells.map(\.line) == [4, 8, 11])
    #expect(notebook.cells.map(\.expected) == [["one", "...", "three"], [], []])
  }

  @Test func dotsStandForAnyLines() {
    let cell = notebook.cells[0]
    #expect(cell.accepts("one\ntwo\nthree\n"))
    #expect(cell.accepts("one \nthree"))
    #expect(cell.accepts("one\n2\n2.5\nthree\n"))
    #expect(!cell.accepts("one\nthree\nfour"))
    #expect(!cell.accepts("zero\none\nthree"))
    #expect(!cell.accepts("one"))
    #expect(!cell.accepts(""))
  }

  @Test func stretchesBetweenDotsComeInOrder() {
    let cells = Notebook(markdown: "```console\n$ x\na\n...\nb\nc\n...\nd\n```").cells
    #expect(cells[0].accepts("a\nb\nc\nd"))
    #expect(cells[0].accepts("a\nb\nx\nb\nc\ny\nd"))
    #expect(!cells[0].accepts("a\nc\nb\nd"))
    #expect(!cells[0].accepts("a\nb\nd"))
  }

  @Test func withoutExpectationAnythingGoes() {
    #expect(notebook.cells[2].accepts("whatever"))
    #expect(Notebook(markdown: "```console\n$ x\nexact\n```").cells[0].accepts("exact\n\n"))
    #expect(!Notebook(markdown: "```console\n$ x\nexact\n```").cells[0].accepts("exactly\n"))
  }

  // MARK: Tolerance

  @Test func numbersMayBeOffByWhatTheBlockSays() throws {
    func cell(_ info: String, _ line: String) throws -> Notebook.Cell {
      try #require(Notebook(markdown: "```console\(info)\n$ x\n\(line)\n```").cells.first)
    }
    #expect(try cell(" within 1%", "margin  0.6570 of 1,000").accepts("margin 0.6600  of 1,005"))
    #expect(try !cell(" within 1%", "margin  0.6570 of 1,000").accepts("margin 0.6600 of 1,015"))
    #expect(try !cell(" within 1%", "margin 0.6570").accepts("margins 0.6570"))
    #expect(try !cell("", "margin 0.6570").accepts("margin 0.6571"))
    #expect(try cell(" within 0.5", "-3 and 1e3").accepts("-3.4 and 1000.5"))
    #expect(try !cell(" within 0.5", "-3").accepts("3"))
    #expect(try !cell(" within 0.5", "3 or 4").accepts("3"))
    #expect(Notebook(markdown: "```console\n$ x\n```").misunderstood.isEmpty)
    for info in ["within", "within x", "within -1%", "about 2%", "within nan", "within 2% 3%"] {
      let notebook = Notebook(markdown: "text\n```console \(info)\n$ x\n```")
      #expect(notebook.misunderstood.map(\.line) == [2] && notebook.misunderstood.map(\.text) == [info])
    }
  }

  // MARK: Renewal

  private func renewed(_ shown: String, _ printed: String, isFilling: Bool = false) -> String? {
    let notebook = Notebook(markdown: "# Title\n```console\n$ x\n\(shown)```\nend\n")
    let result = NotebookRun.Result(cell: notebook.cells[0], output: printed, status: 0)
    let renewal = notebook.renewal(from: [result], isFilling: isFilling)
    guard renewal.lost.isEmpty else { return nil }
    #expect(renewal.markdown.hasPrefix("# Title\n```console\n$ x\n") && renewal.markdown.hasSuffix("```\nend\n"))
    return String(renewal.markdown.dropFirst("# Title\n```console\n$ x\n".count).dropLast("```\nend\n".count))
  }

  @Test func outputsAreRenewedAndDotsStay() {
    #expect(renewed("a 1\n", "a 2\nb 3\n") == "a 2\nb 3\n")
    #expect(renewed("a 1\n...\n", "a 2\nb 3\n") == "a 2\n...\n")
    #expect(renewed("...\nb 1\n...\n", "a 2\nb  3\nc\n") == "...\nb  3\n...\n")
    #expect(renewed("...\n", "a\n") == "...\n")
    #expect(renewed("", "a\n") == "")
    #expect(renewed("", "a\nb\n", isFilling: true) == "a\nb\n")
    #expect(renewed("...\nz 1\n...\n", "a 2\n") == nil)
  }

  /// Rows of a table say the same but for their numbers.
  @Test func aRowIsRenewedByTheRowOfItsPlace() {
    #expect(renewed("...\nZ 7  0.5\n...\n", "place\nZ 6  0.4\nZ 7  0.6\nZ 8  0.5\n") == "...\nZ 7  0.6\n...\n")
    #expect(renewed("...\nZ 7  0.5\nZ 8  0.4\n...\n", "Z 6  1\nZ 7  2\nZ 8  3\nZ 9  4\n") == "...\nZ 7  2\nZ 8  3\n...\n")
  }

  @Test func everyCellOfADocumentIsRenewedInItsPlace() {
    let notebook = Notebook(markdown: "```console\n$ a\n1\n$ b \\\n  c\n2\n\n```\n\n```console\n$ d\n3\n```")
    let outputs = ["10\n11\n", "20\n", "30\n31\n"]
    let results = zip(notebook.cells, outputs).map { NotebookRun.Result(cell: $0, output: $1, status: 0) }
    let renewal = notebook.renewal(from: results)
    #expect(renewal.markdown == "```console\n$ a\n10\n11\n$ b \\\n  c\n20\n\n```\n\n```console\n$ d\n30\n31\n```")
    #expect(renewal.renewed == notebook.cells)
    let again = Notebook(markdown: renewal.markdown)
    #expect(zip(again.cells, outputs).allSatisfy { $0.accepts($1) })
  }

  // MARK: Running

  @Test func commandsSeeLinksAndLeaveOnlyPictures() throws {
    try Samples.inFolder { folder in
      try Folder.create(folder + "/checkpoints")
      try Folder.create(folder + "/runs")
      try "weights".write(toFile: folder + "/checkpoints/model", atomically: true, encoding: .utf8)
      let notebook = Notebook(
        markdown: """
          ![shown](pictures/a.png) ![elsewhere](../b.png) ![linked](checkpoints/c.png) ![remote](https://example.org/d.png)
          ```console
          $ cat checkpoints/model; ls
          $ printf A > pictures/a.png; printf B > pictures/other.png
          $ echo loud >&2; exit 3
          $ echo after
          ```
          """)
      let links = try NotebookRun.entries(of: folder)
      #expect(Set(links.keys) == ["checkpoints"])
      let outcome = try NotebookRun(links: links).run(notebook, ended: { $0.status == 0 })
      #expect(outcome.results.map(\.output) == ["weightscheckpoints\npictures\n", "", "loud\n"])
      #expect(outcome.results.map(\.status) == [0, 0, 3])
      #expect(outcome.results.map(\.isAsExpected) == [true, true, false])
      #expect(outcome.pictures == ["pictures/a.png": Array("A".utf8)])
      #expect(
        try FileManager.default.subpathsOfDirectory(atPath: folder).sorted() == ["checkpoints", "checkpoints/model", "runs"])
    }
    #expect(throws: FileError.self) { try NotebookRun.entries(of: "/nowhere") }
  }
}
