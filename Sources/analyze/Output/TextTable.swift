import Arguments

/// Rows of text in aligned columns, two spaces apart.
///
/// Cells may come from files: control characters are shown, not sent to the terminal.
struct TextTable {
  /// On which side of its column a cell stands: words on the left, numbers on the right.
  enum Alignment {
    case left, right
  }

  private let columns: [Alignment]
  private var rows: [[String]] = []

  /// A table of these columns, with a first row of titles if there are any.
  init(_ columns: [Alignment], titles: [String]? = nil) {
    self.columns = columns
    if let titles { add(titles) }
  }

  /// Adds a row; cells that are missing at its end are empty.
  mutating func add(_ cells: [String]) {
    rows.append(cells.map(oneLine))
  }

  /// The lines, each after the indent, without trailing spaces.
  func text(indent: Int = 0) -> String {
    let widths = columns.indices.map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
    return rows.map { cells in
      let padded = zip(cells, zip(columns, widths)).map { cell, column in
        let space = String(repeating: " ", count: column.1 - cell.count)
        return column.0 == .left ? cell + space : space + cell
      }
      let line = String(repeating: " ", count: indent) + padded.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }
}
