import Addition

/// The rows as text. Rows are printed one by one as they are measured, so columns have fixed widths.
enum ResultTable {
  private struct Column {
    let title: String
    let width: Int
    let isNumber: Bool
  }

  private static let columns = [
    Column(title: "job", width: 17, isNumber: false), Column(title: "model", width: 16, isNumber: false),
    Column(title: "threads", width: 7, isNumber: true), Column(title: "value", width: 11, isNumber: true),
    Column(title: "unit", width: 17, isNumber: false), Column(title: "slowest to fastest", width: 24, isNumber: false),
    Column(title: "peer", width: 25, isNumber: false), Column(title: "its value", width: 10, isNumber: true),
    Column(title: "ratio", width: 7, isNumber: true),
  ]

  /// The first line.
  static var titles: String { line(columns.map(\.title)) }

  /// A row's line.
  static func line(_ row: BenchRow) -> String {
    line([
      row.job, row.model, "\(row.threads)", number(row.spread.median), row.unit,
      "\(number(row.spread.low)) to \(number(row.spread.high))", row.peer?.peer ?? "", row.peer.map { number($0.value) } ?? "",
      row.ratio.map { number($0) } ?? "",
    ])
  }

  private static func line(_ cells: [String]) -> String {
    let padded = zip(cells, columns).map { cell, column in
      let space = String(repeating: " ", count: max(0, column.width - cell.count))
      return column.isNumber ? space + cell : cell + space
    }
    return String(padded.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
  }

  /// Three digits, or whole with its thousands apart.
  static func number(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
    let decimals = abs(value) >= 100 ? 0 : abs(value) >= 10 ? 1 : 2
    let unit = [1, 10, 100][decimals]
    let scaled = Int((abs(value) * Double(unit)).rounded())
    let sign = value < 0 && scaled != 0 ? "-" : ""
    let whole = grouped(scaled / unit)
    guard decimals > 0 else { return sign + whole }
    let fraction = "\(scaled % unit)"
    return "\(sign)\(whole)." + String(repeating: "0", count: decimals - fraction.count) + fraction
  }
}
