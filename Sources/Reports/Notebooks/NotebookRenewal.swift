extension Notebook {
  /// The document with its outputs anew.
  public struct Renewal: Hashable, Sendable {
    /// The document.
    public let markdown: String
    /// Commands whose outputs have changed.
    public let renewed: [Cell]
    /// Commands whose outputs no longer have the lines that the document shows between its dots: these are left as they were.
    public let lost: [Cell]
  }

  /// Puts what commands printed into the document. Dots stay, and stand for what they stood for; a command that shows no line keeps
  /// showing none.
  ///
  /// - Parameter isFilling: whether a command that shows no line gets all that it printed.
  public func renewal(from results: [NotebookRun.Result], isFilling: Bool = false) -> Renewal {
    var lines = markdown.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var renewed: [Cell] = []
    var lost: [Cell] = []
    // From the end, so that places before it stay what they are.
    for result in results.sorted(by: { $0.cell.line > $1.cell.line }) {
      let cell = result.cell
      guard !cell.expected.isEmpty || isFilling else { continue }
      let printed = Cell.lines(of: result.output)
      guard let text = cell.expected.isEmpty ? printed : ExpectedOutput(cell.expected).renewed(from: printed) else {
        lost.append(cell)
        continue
      }
      // A document's own empty lines at the end of a block stay.
      let shown = ExpectedOutput.trimmed(cell.expected)
      guard text != shown else { continue }
      let start = cell.outputLine - 1
      lines.replaceSubrange(start..<(start + shown.count), with: text)
      renewed.append(cell)
    }
    return Renewal(markdown: lines.joined(separator: "\n"), renewed: renewed.reversed(), lost: lost.reversed())
  }
}
