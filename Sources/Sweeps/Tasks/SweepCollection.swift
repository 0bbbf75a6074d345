import Files
import Training

extension SweepFolder {
  /// Where tasks leave what they have finished.
  var partsPath: String { Folder.path(of: "parts", in: path) }

  /// Takes what tasks have finished over into the store, and writes the checkpoints of the best and the tables.
  ///
  /// May be called at any time, while tasks run too, and again: what the store has already stays.
  ///
  /// - Parameter isOver: whether it is known that no task is at the sweep any more. Then nothing that only tasks need is left once all
  ///   runs are there.
  /// - Returns: the results, and how many runs have come in.
  /// - Throws: `SweepError.folderInUse` while another process writes the store; `FileError` if a part is damaged, two tell
  ///   different things of one run, or something cannot be written. What has been taken over until then is whole.
  @discardableResult
  public func collect(isOver: Bool) throws -> (results: SweepResults, new: Int) {
    let store = try store()
    let lock = try SweepLock(path)
    defer { withExtendedLifetime(lock) {} }
    return try collect(into: store, isOver: isOver)
  }

  /// - Precondition: the caller has the folder's lock.
  func collect(into store: SweepStore, isOver: Bool) throws -> (results: SweepResults, new: Int) {
    let parts = SweepPart.all(in: self)
    let new = try store.merge(parts)
    let results = try store.results()
    if !parts.isEmpty { _ = try BestRuns(store.plan, results.records.map(\.result), in: self) }
    // With `until`, tasks may train what is beyond the last success.
    let isWhole = results.isFinished && (isOver || store.plan.variations.allSatisfy { $0.until == nil })
    if isWhole {
      try Self.remove(partsPath)
      try Self.remove(runsPath)
      try store.compact()
    }
    try writeTables(results)
    return (results, new)
  }

  /// All results so far, those that are not collected yet too. Changes nothing.
  ///
  /// - Throws: `SweepError.nothingToResume`, `FileError`.
  public func results() throws -> SweepResults {
    let results = try store().results()
    let plan = results.plan
    var records = Dictionary(results.records.map { (plan.number(of: $0.result), $0) }, uniquingKeysWith: { $1 })
    let stored = records.count
    for part in SweepPart.all(in: self) {
      try part.forEach(of: plan) { record in
        let number = plan.number(of: record.result)
        guard records[number] == nil else { return }
        records[number] = RunRecord(result: record.result, curve: record.curve, weights: nil)
      }
    }
    guard records.count > stored else { return results }
    return SweepResults(plan: plan, version: results.version, records: records.sorted { $0.key < $1.key }.map(\.value))
  }
}
