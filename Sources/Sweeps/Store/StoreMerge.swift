import Files

extension SweepStore {
  /// Takes over the runs of another store of the same spec that this one has not.
  ///
  /// - Returns: how many there were.
  /// - Throws: `SweepError.otherSpec` if the other is of another spec; `FileError` if the two tell different things of one run,
  ///   a value of the other cannot be what a run found, or this one cannot be written. Then nothing is taken over.
  @discardableResult
  public func merge(_ other: SweepStore) throws -> Int {
    if let difference = other.plan.difference(from: plan) {
      throw SweepError.otherSpec(path: path, difference: difference)
    }
    let known = Dictionary(
      try results().records.map { (plan.number(of: $0.result), $0) }, uniquingKeysWith: { first, _ in first })
    let theirs = try other.database.withLock { (database) throws(FileError) in
      try StoredRuns.read(from: database, plan, withWeights: true)
    }
    for record in theirs {
      guard let own = known[plan.number(of: record.result)], !own.isSame(as: record) else { continue }
      throw FileError(
        .badData, path: other.path,
        problem: "its run of '\(plan.variations[own.result.variation].name)' with seed \(own.result.seed) is not that of \(path)",
        remedy: "one of them comes from another version or machine; merge stores that agree")
    }
    let new = theirs.filter { known[plan.number(of: $0.result)] == nil }
    if !new.isEmpty { try write(new) }
    return new.count
  }
}

extension RunRecord {
  /// Whether both tell of the same run, but for the time that it took.
  fileprivate func isSame(as other: RunRecord) -> Bool {
    var theirs = other.result
    theirs.cpuSeconds = result.cpuSeconds
    return result == theirs && curve == other.curve
  }
}
