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
}
