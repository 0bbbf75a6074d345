import Files

/// The tables of a sweep's store.
///
/// A run's number is its place in the plan, so that the same run has the same number in every store of the same spec, and a
/// curve's row needs no more than that.
enum StoreSchema {
  /// "CSsw", by which `file` and we know such a file.
  static let applicationID = 0x4353_7377
  /// Counts up when the tables change.
  static let version = 1

  static let tables: [(name: String, sql: String)] = [
    (
      "sweep",
      """
      CREATE TABLE sweep (
        name TEXT NOT NULL, success REAL NOT NULL, keep INTEGER NOT NULL, spec TEXT NOT NULL, version TEXT NOT NULL)
      """
    ),
    (
      "variations",
      """
      CREATE TABLE variations (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL, recipe TEXT NOT NULL, parameters INTEGER NOT NULL, seeds TEXT NOT NULL,
        until INTEGER)
      """
    ),
    (
      "runs",
      """
      CREATE TABLE runs (
        id INTEGER PRIMARY KEY, variation INTEGER NOT NULL, seed INTEGER NOT NULL, state TEXT NOT NULL, ending TEXT NOT NULL,
        steps INTEGER NOT NULL, best_step INTEGER, exact INTEGER, problems INTEGER NOT NULL, tokens INTEGER,
        digits INTEGER NOT NULL, loss REAL, adderboard INTEGER, cpu_seconds REAL NOT NULL, weights_sha256 BLOB)
      """
    ),
    (
      "curves",
      """
      CREATE TABLE curves (
        run INTEGER NOT NULL, step INTEGER NOT NULL, training_loss REAL NOT NULL, exact INTEGER NOT NULL,
        tokens INTEGER NOT NULL, loss REAL NOT NULL, PRIMARY KEY (run, step)) WITHOUT ROWID
      """
    ),
    ("weights", "CREATE TABLE weights (run INTEGER PRIMARY KEY, float32 BLOB NOT NULL)"),
  ]

  /// Makes the tables in an empty database.
  static func create(in database: Database) throws(FileError) {
    try database.execute(tables.map(\.sql).joined(separator: ";\n"))
    try database.execute("PRAGMA application_id = \(applicationID); PRAGMA user_version = \(version)")
  }

  /// Makes sure that a database is a sweep's, whole, and of this version.
  static func check(_ database: Database) throws(FileError) {
    func fail(_ problem: String, _ remedy: String) -> FileError {
      FileError(.badData, path: database.path, problem: problem, remedy: remedy)
    }
    guard try database.number("PRAGMA application_id") == applicationID else {
      throw fail("this database is no sweep's store", "give the sweep.sqlite of a sweep")
    }
    let found = try database.number("PRAGMA user_version")
    guard found == version else {
      throw fail(
        "the store is of format \(found)", "this CarryScope reads format \(version); use the one that wrote the store")
    }
    let statement = try database.prepare("SELECT name, sql FROM sqlite_master")
    var rows: [String: String] = [:]
    while try statement.step() {
      let name = try statement.text(0)
      guard rows.count < tables.count, !statement.isNull(1) else { throw database.damaged("its tables are not a sweep's") }
      rows[name] = try statement.text(1)
    }
    guard rows == Dictionary(tables.map { ($0.name, $0.sql) }, uniquingKeysWith: { $1 }) else {
      throw database.damaged("its tables are not a sweep's")
    }
    let health = try database.prepare("PRAGMA quick_check(1)")
    guard try health.step(), try health.text(0) == "ok" else { throw database.damaged("SQLite's check finds it damaged") }
  }
}
