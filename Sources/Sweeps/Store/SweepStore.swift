import Checkpoints
import Files
import Synchronization
import Training

/// The results of a sweep, in one SQLite file: what is run, how every run ended, its curve, and small models' weights.
///
/// Every call is one transaction: it is whole in the file, or nothing of it. Any thread may call; other processes may read.
public final class SweepStore: Sendable {
  /// The file's name in a sweep's folder.
  public static let fileName = "sweep.sqlite"
  /// Weights of models with fewer parameters are in the store.
  public static let parametersOfLargeModel = 2_000

  /// The file.
  public let path: String
  /// What is run.
  public let plan: SweepPlan
  /// The version of the suite that began the sweep.
  public let version: String
  let database: Mutex<Database>

  /// Writes the store of a sweep without results, as a whole or not at all.
  ///
  /// - Parameter spec: what the plan was made of, for people; nothing is read from it.
  /// - Throws: `FileError` if it cannot be written.
  public static func create(_ plan: SweepPlan, spec: SweepSpec, at path: String) throws(FileError) {
    let pending = try PendingFile(for: path)
    try fill(pending.temporaryPath, plan, spec)
    try pending.commit()
  }

  private static func fill(_ path: String, _ plan: SweepPlan, _ spec: SweepSpec) throws(FileError) {
    let database = try Database(path)
    // A journal beside a file that nobody knows yet would be left by a killed process.
    try database.execute("PRAGMA journal_mode = MEMORY")
    try database.begin()
    try StoreSchema.create(in: database)
    try StoredPlan.write(plan, spec, to: database)
    try database.commit()
  }

  /// Opens a store.
  ///
  /// - Throws: `FileError` if it is not there, no store, of another format, or damaged.
  public init(_ path: String) throws(FileError) {
    let database = try Database(path)
    try StoreSchema.check(database)
    (plan, version) = try StoredPlan.read(from: database)
    self.path = path
    self.database = Mutex(database)
  }

  /// All results so far.
  ///
  /// - Throws: `FileError` if a value cannot be what a run found.
  public func results() throws(FileError) -> SweepResults {
    let records = try database.withLock { (database) throws(FileError) in
      try StoredRuns.read(from: database, plan, withWeights: false)
    }
    return SweepResults(plan: plan, version: version, records: records)
  }

  /// Writes a finished run: its row, its curve, and its weights if the model is small. A run that is there already stays.
  ///
  /// - Throws: `FileError` if it cannot be written; then nothing of it is.
  public func record(_ record: RunRecord) throws(FileError) {
    try write([record])
  }

  func write(_ records: [RunRecord]) throws(FileError) {
    try database.withLock { (database) throws(FileError) in
      try database.begin()
      do throws(FileError) {
        try StoredRuns.write(records, to: database, plan)
        try StoredRuns.markSurplus(of: Set(records.map(\.result.variation)), in: database, plan)
        try database.commit()
      } catch {
        database.rollBack()
        throw error
      }
    }
  }

  /// Writes the file anew without gaps, in the order of the runs.
  ///
  /// - Throws: `FileError` if it cannot be written; what was there is then still whole.
  public func compact() throws(FileError) {
    try database.withLock { (database) throws(FileError) in try database.execute("VACUUM") }
  }
}
