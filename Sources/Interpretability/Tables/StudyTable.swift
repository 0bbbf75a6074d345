/// A study's numbers, a row for everything that was measured: what CSV files hold and terminals show.
public struct StudyTable: Hashable, Sendable {
  /// One entry of a row.
  public enum Cell: Hashable, Sendable {
    case text(String)
    case count(Int)
    case number(Double)
    /// Nothing was measured.
    case none
  }

  /// The columns' names, units in brackets: `rate`, `angle (degrees)`.
  public let columns: [String]
  /// The rows, as long as there are columns.
  public private(set) var rows: [[Cell]] = []

  /// A table without rows.
  public init(columns: [String]) {
    self.columns = columns
  }

  /// Adds a row.
  /// - Precondition: it has a cell for every column.
  public mutating func add(_ cells: [Cell]) {
    precondition(cells.count == columns.count, "a row has a cell for every column")
    rows.append(cells)
  }

  /// The same table with columns before the others that are the same in every row.
  public func led(by constants: [(column: String, text: String)]) -> StudyTable {
    var table = StudyTable(columns: constants.map(\.column) + columns)
    for row in rows { table.add(constants.map { .text($0.text) } + row) }
    return table
  }

  /// The table as comma-separated values (quoted as in RFC 4180; lines end in a line feed) under a line of names. Numbers are as
  /// short as they can be and still be read
  /// back to the same bits; what was not measured, or is no number, is empty.
  public var csv: String {
    ([columns.map(Self.quoted)] + rows.map { $0.map(\.csv) }).map { $0.joined(separator: ",") + "\n" }.joined()
  }

  fileprivate static func quoted(_ text: String) -> String {
    guard text.contains(where: { ",\"\r\n".contains($0) }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}

extension StudyTable.Cell {
  fileprivate var csv: String {
    switch self {
    case .text(let text): StudyTable.quoted(text)
    case .count(let count): "\(count)"
    case .number(let number): number.isFinite ? "\(number)" : ""
    case .none: ""
    }
  }

  /// A number, or nothing.
  public static func optional(_ number: Double?) -> Self { number.map { .number($0) } ?? .none }
}
