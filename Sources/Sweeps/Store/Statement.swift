import CSQLite
import Files
import Foundation

/// A compiled SQL statement: its values are bound, its rows read one by one, each column as the type that it must have.
final class Statement {
  private let handle: OpaquePointer
  private let database: Database

  init(_ handle: OpaquePointer, _ database: Database) {
    (self.handle, self.database) = (handle, database)
  }

  deinit { sqlite3_finalize(handle) }

  /// A value to bind.
  enum Value {
    case whole(Int)
    case real(Double)
    case text(String)
    case bytes([UInt8])
    case null

    static func wholeOrNull(_ number: Int?) -> Value { number.map(Value.whole) ?? .null }
    static func realOrNull(_ number: Double?) -> Value { number.map(Value.real) ?? .null }
  }

  /// Runs the statement with these values, and makes it ready for the next.
  func run(_ values: [Value]) throws(FileError) {
    try bind(values)
    _ = try step()
    sqlite3_reset(handle)
  }

  /// Binds values to the statement's places, from the first on.
  func bind(_ values: [Value]) throws(FileError) {
    for (index, value) in zip(1..., values) {
      let place = Int32(index)
      let code =
        switch value {
        case .whole(let number): sqlite3_bind_int64(handle, place, Int64(number))
        case .real(let number): sqlite3_bind_double(handle, place, number)
        case .text(let text): carryscope_sqlite_bind_text(handle, place, text, Int32(text.utf8.count))
        case .bytes(let bytes): carryscope_sqlite_bind_blob(handle, place, bytes, Int32(bytes.count))
        case .null: sqlite3_bind_null(handle, place)
        }
      try database.check(code)
    }
  }

  /// Goes on to the next row; false after the last.
  func step() throws(FileError) -> Bool {
    let code = sqlite3_step(handle)
    if code == SQLITE_ROW { return true }
    if code == SQLITE_DONE { return false }
    sqlite3_reset(handle)
    try database.check(code)
    return false
  }

  // MARK: Columns

  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

  func whole(_ column: Int32) throws(FileError) -> Int {
    guard sqlite3_column_type(handle, column) == SQLITE_INTEGER else { throw wrong(column, "a whole number") }
    return Int(sqlite3_column_int64(handle, column))
  }

  /// A finite number. SQLite keeps a whole one as such in memory, never in a column of type REAL as it gives it out.
  func real(_ column: Int32) throws(FileError) -> Double {
    guard sqlite3_column_type(handle, column) == SQLITE_FLOAT else { throw wrong(column, "a number") }
    let number = sqlite3_column_double(handle, column)
    guard number.isFinite else { throw wrong(column, "a finite number") }
    return number
  }

  func text(_ column: Int32) throws(FileError) -> String {
    guard sqlite3_column_type(handle, column) == SQLITE_TEXT,
      let text = String(validating: bytes(at: column), as: UTF8.self)
    else { throw wrong(column, "a text") }
    return text
  }

  func blob(_ column: Int32) throws(FileError) -> [UInt8] {
    guard sqlite3_column_type(handle, column) == SQLITE_BLOB else { throw wrong(column, "a blob") }
    return bytes(at: column)
  }

  private func bytes(at column: Int32) -> [UInt8] {
    // The pointer first: asking for it may change the count.
    guard let start = sqlite3_column_blob(handle, column) else { return [] }
    return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
  }

  private func wrong(_ column: Int32, _ expected: String) -> FileError {
    let name = sqlite3_column_name(handle, column).map { String(cString: $0) } ?? "\(column)"
    return database.damaged("a value of column '\(name.prefix(80))' is not \(expected)")
  }
}
