/// A Markdown document whose console blocks can be run and checked.
///
/// In a block fenced as `console`, a line that starts with `$ ` is a command; it goes on in the next line after a trailing
/// backslash. The lines up to the next command are the output it must give. `...` alone on a line stands for any number of
/// lines, and a command followed by nothing but `...` or by no line at all may say what it likes.
///
///     ```console
///     $ analyze add checkpoints/microadder-57p 2 2
///     2 + 2 = 4  right
///     ```
public struct Notebook: Hashable, Sendable {
  /// A command and what it must print.
  public struct Cell: Hashable, Sendable {
    /// Where the command stands in the document, from 1.
    public let line: Int
    /// The command, continued lines joined.
    public let command: String
    /// The output's lines as the document has them.
    public let expected: [String]

    /// Whether an output is what the document says, trailing white space aside.
    public func accepts(_ output: String) -> Bool {
      guard !expected.isEmpty else { return true }
      var lines = output.split(separator: "\n", omittingEmptySubsequences: false).map { Cell.trimmed($0) }
      while lines.last == "" { lines.removeLast() }
      var wanted = expected.map { Cell.trimmed($0[...]) }
      while wanted.last == "" { wanted.removeLast() }
      return Cell.matches(lines[...], wanted[...])
    }

    private static func trimmed(_ line: Substring) -> String {
      var line = line
      while line.last?.isWhitespace == true { line.removeLast() }
      return String(line)
    }

    /// Matches greedily from one `...` to the next: the earliest fit of each stretch leaves the most for the rest.
    private static func matches(_ lines: ArraySlice<String>, _ wanted: ArraySlice<String>) -> Bool {
      let stretches = wanted.split(separator: "...", omittingEmptySubsequences: false).map(Array.init)
      guard stretches.count > 1, let first = stretches.first, let last = stretches.last else {
        return Array(lines) == Array(wanted)
      }
      guard lines.count >= first.count + last.count, Array(lines.prefix(first.count)) == first,
        Array(lines.suffix(last.count)) == last
      else { return false }
      var rest = Array(lines.dropFirst(first.count).dropLast(last.count))
      for stretch in stretches.dropFirst().dropLast() {
        let place = (0...max(0, rest.count - stretch.count)).first {
          rest.count >= stretch.count && Array(rest[$0..<($0 + stretch.count)]) == stretch
        }
        guard let place else { return false }
        rest.removeFirst(place + stretch.count)
      }
      return true
    }
  }

  /// The commands in the order of the document.
  public let cells: [Cell]

  /// Reads a document; what is not a console block is prose.
  public init(markdown: String) {
    var cells: [Cell] = []
    var isInside = false
    var isContinued = false
    for (index, line) in markdown.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.hasPrefix("```") {
        isInside = !isInside && line.dropFirst(3).trimmingSpaces == "console"
        isContinued = false
      } else if isInside, isContinued, let last = cells.popLast() {
        isContinued = line.hasSuffix("\\")
        cells.append(
          Cell(line: last.line, command: last.command + " " + line.dropLast(isContinued ? 1 : 0).trimmingSpaces, expected: []))
      } else if isInside, line.hasPrefix("$ ") {
        isContinued = line.hasSuffix("\\")
        let command = line.dropFirst(2).dropLast(isContinued ? 1 : 0).trimmingSpaces
        cells.append(Cell(line: index + 1, command: command, expected: []))
      } else if isInside, let last = cells.popLast() {
        cells.append(Cell(line: last.line, command: last.command, expected: last.expected + [String(line)]))
      }
    }
    self.cells = cells
  }
}

extension Substring {
  fileprivate var trimmingSpaces: String {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
