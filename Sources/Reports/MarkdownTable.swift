/// A table of GitHub's Markdown.
struct MarkdownTable {
  /// On which side of its column a cell stands.
  enum Alignment {
    case left, right
  }

  private var lines: [String]

  /// A table with titles over its columns; numbers belong to the right.
  init(_ columns: [(title: String, alignment: Alignment)]) {
    lines = [Self.line(columns.map(\.title)), Self.line(columns.map { $0.alignment == .left ? "---" : "---:" })]
  }

  /// Adds a row.
  mutating func add(_ cells: [String]) { lines.append(Self.line(cells)) }

  /// The table, ending with a line break.
  var text: String { lines.joined(separator: "\n") + "\n" }

  private static func line(_ cells: [String]) -> String {
    "| " + cells.map(MarkdownText.cell).joined(separator: " | ") + " |"
  }
}

/// Text that comes from elsewhere, made safe for Markdown.
enum MarkdownText {
  /// In a table's cell: no column or line may end in it.
  static func cell(_ text: String) -> String {
    plain(text).replacing("|", with: "\\|")
  }

  /// On one line, without characters that drive a terminal.
  static func plain(_ text: String) -> String {
    String(text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : Character($0) })
  }

  /// As code: in as many backticks as it takes.
  static func code(_ text: String) -> String {
    let text = plain(text)
    guard text.contains("`") else { return "`\(text)`" }
    return "`` \(text.replacing("``", with: "` `")) ``"
  }
}
