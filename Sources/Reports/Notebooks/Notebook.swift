import Foundation

/// A Markdown document whose console blocks can be run and checked.
///
/// In a block fenced as `console`, a line that starts with `$ ` is a command; it goes on in the next line after a trailing
/// backslash. The lines up to the next command are the output it must give. `...` alone on a line stands for any number of
/// lines, and a command followed by nothing but `...` or by no line at all may say what it likes. `console within 2%` lets every number
/// of the block be off by so much, `console within 0.01` by that much; else the output must be the same to the letter.
///
///     ```console within 1%
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
    public internal(set) var expected: [String]
    /// How far numbers of the output may be off.
    public let tolerance: NumberTolerance
    /// Where the first line of the output stands or would stand, from 1.
    var outputLine: Int

    /// Whether an output is what the document says, trailing white space aside.
    public func accepts(_ output: String) -> Bool {
      guard !expected.isEmpty else { return true }
      return ExpectedOutput(expected).accepts(Self.lines(of: output), tolerance)
    }

    /// Whether one printed line is what a shown one says.
    public func accepts(_ line: String, as wanted: String) -> Bool { tolerance.fits(line, wanted) }

    /// An output's lines without trailing white space.
    static func lines(of output: String) -> [String] {
      ExpectedOutput.trimmed(output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
    }
  }

  /// The document.
  public let markdown: String
  /// The commands in the order of the document.
  public let cells: [Cell]
  /// The pictures that it shows, as it names them: paths relative to the document.
  public let pictures: [String]
  /// Blocks whose fence says something that is not understood after `console`: their lines, from 1, and what they say.
  public let misunderstood: [(line: Int, text: String)]

  /// Reads a document; what is not a console block is prose.
  public init(markdown: String) {
    var cells: [Cell] = []
    var misunderstood: [(line: Int, text: String)] = []
    var isInside = false
    var isInBlock = false
    var isContinued = false
    var tolerance = NumberTolerance.exact
    for (index, line) in markdown.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.hasPrefix("```") {
        isContinued = false
        let words = line.drop { $0 == "`" }.split(separator: " ")
        isInside = !isInBlock && words.first == "console"
        isInBlock.toggle()
        guard isInside else { continue }
        tolerance = NumberTolerance(words.dropFirst()) ?? .exact
        if words.count > 1, NumberTolerance(words.dropFirst()) == nil {
          misunderstood.append((index + 1, words.dropFirst().joined(separator: " ")))
        }
      } else if isInside, isContinued, let last = cells.indices.last {
        isContinued = line.hasSuffix("\\")
        let command = cells[last].command + " " + line.dropLast(isContinued ? 1 : 0).trimmingSpaces
        cells[last] = Cell(
          line: cells[last].line, command: command, expected: [], tolerance: tolerance, outputLine: index + 2)
      } else if isInside, line.hasPrefix("$ ") {
        isContinued = line.hasSuffix("\\")
        let command = line.dropFirst(2).dropLast(isContinued ? 1 : 0).trimmingSpaces
        cells.append(Cell(line: index + 1, command: command, expected: [], tolerance: tolerance, outputLine: index + 2))
      } else if isInside, let last = cells.indices.last {
        cells[last].expected.append(String(line))
      }
    }
    self.markdown = markdown
    self.cells = cells
    self.misunderstood = misunderstood
    pictures = markdown.matches(of: /!\[[^\]]*\]\(([^)\s]+)\)/).map { String($0.1) }
  }

  /// Two are the same if their text is.
  public static func == (a: Notebook, b: Notebook) -> Bool { a.markdown == b.markdown }

  /// Of the text.
  public func hash(into hasher: inout Hasher) { hasher.combine(markdown) }
}

extension Substring {
  fileprivate var trimmingSpaces: String {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
