import CSQLite
import Files
import Foundation

/// A connection to an SQLite file that nobody has vouched for. One thread at a time.
final class Database {
  /// The file, as errors call it.
  let path: String
  private let handle: OpaquePointer

  /// Opens a file that is there.
  ///
  /// - Throws: `FileError` if it is not there, cannot be opened, or is no SQLite file.
  init(_ path: String) throws(FileError) {
    var status = stat()
    guard !path.utf8.contains(0), stat(path, &status) == 0 else {
      throw FileError(.missing, path: path, problem: "there is no such file", remedy: "check the path")
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw FileError(.missing, path: path, problem: "this is no regular file", remedy: "give the file of a sweep")
    }
    var opened: OpaquePointer?
    // A leading colon or scheme would mean something to SQLite.
    let name = path.hasPrefix("/") ? path : "./" + path
    let code = sqlite3_open_v2(name, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX, nil)
    guard let opened, code == SQLITE_OK else {
      sqlite3_close_v2(opened)
      throw FileError(
        .inputOutput, path: path, problem: "cannot be opened: \(String(cString: sqlite3_errstr(code)))",
        remedy: "check its permissions")
    }
    (handle, self.path) = (opened, path)
    // Whoever reads while a run is recorded waits for that.
    sqlite3_busy_timeout(handle, 20_000)
    // A file may bring no code of its own.
    for (option, value) in [
      (SQLITE_DBCONFIG_DEFENSIVE, 1), (SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0), (SQLITE_DBCONFIG_ENABLE_TRIGGER, 0),
      (SQLITE_DBCONFIG_ENABLE_VIEW, 0),
    ] as [(Int32, Int32)] { _ = carryscope_sqlite_set(handle, option, value) }
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, Self.longestValue)
    // VACUUM attaches its own.
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 1)
    try execute("PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY")
  }

  deinit { sqlite3_close_v2(handle) }

  /// No value that is written is longer: 16 MiB.
  private static let longestValue: Int32 = 1 << 24

  /// Runs statements that have no values and whose results nobody needs.
  func execute(_ sql: String) throws(FileError) {
    try check(sqlite3_exec(handle, sql, nil, nil, nil))
  }

  /// Compiles a statement.
  func prepare(_ sql: String) throws(FileError) -> Statement {
    var statement: OpaquePointer?
    try check(sqlite3_prepare_v2(handle, sql, -1, &statement, nil))
    guard let statement else { throw failure(SQLITE_MISUSE) }
    return Statement(statement, self)
  }

  /// The one whole number that a statement gives.
  func number(_ sql: String) throws(FileError) -> Int {
    let statement = try prepare(sql)
    guard try statement.step() else { throw damaged("'\(sql)' gives nothing") }
    return try statement.whole(0)
  }

  /// Rows that the last statement changed.
  var changes: Int { Int(sqlite3_changes(handle)) }

  // MARK: Transactions

  /// Begins a transaction that writes.
  func begin() throws(FileError) { try execute("BEGIN IMMEDIATE") }

  /// Brings it to the disk.
  func commit() throws(FileError) { try execute("COMMIT") }

  /// Takes it back. What went wrong before is what is worth telling.
  func rollBack() { sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }

  // MARK: Errors

  func check(_ code: Int32) throws(FileError) {
    guard code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE else { throw failure(code) }
  }

  /// The content breaks the rules of a sweep's store.
  func damaged(_ problem: String) -> FileError {
    .damaged(path, problem, remedy: "the file is damaged or was not written by CarryScope: use a copy or run the sweep again")
  }

  private func failure(_ code: Int32) -> FileError {
    let text = String(cString: sqlite3_errmsg(handle)).prefix(200)
    switch code & 0xFF {
    case SQLITE_FULL: return FileError(.inputOutput, path: path, problem: "the disk is full", remedy: "make room and resume")
    case SQLITE_BUSY, SQLITE_LOCKED:
      return FileError(.inputOutput, path: path, problem: "another process holds it", remedy: "try again when that is done")
    case SQLITE_IOERR, SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_NOMEM:
      return FileError(
        .inputOutput, path: path, problem: "cannot be read or written: \(text)", remedy: "check the disk and your permissions")
    case SQLITE_NOTADB: return damaged("this is no SQLite database")
    default: return damaged("SQLite says: \(text)")
    }
  }
}
