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
      throw different(own, in: other.path)
    }
    let new = theirs.filter { known[plan.number(of: $0.result)] == nil }
    if !new.isEmpty { try write(new) }
    return new.count
  }
}

extension SweepStore {
  /// Takes over what tasks have finished.
  ///
  /// - Returns: how many runs are new.
  /// - Throws: `FileError` if a part is damaged, two tell different things of one run, or this store cannot be written. What is good of
  ///   all parts is taken over all the same.
  func merge(_ parts: [SweepPart]) throws -> Int {
    guard !parts.isEmpty else { return 0 }
    var known: [Int: RunRecord] = [:]
    for record in try results().records { known[plan.number(of: record.result)] = record }
    var (waiting, count) = ([RunRecord](), 0)
    var failure: (any Error)?
    for part in parts {
      do {
        try part.forEach(of: plan) { record in
          let number = plan.number(of: record.result)
          if let own = known[number] {
            guard own.isSame(as: record) else { throw different(own, in: part.path) }
            return
          }
          known[number] = RunRecord(result: record.result, curve: record.curve, weights: nil)
          waiting.append(record)
          count += 1
          guard waiting.count == Self.mergedAtOnce else { return }
          try write(waiting)
          waiting = []
        }
      } catch {
        // What others have finished is not to wait for this.
        failure = failure ?? error
      }
    }
    if !waiting.isEmpty { try write(waiting) }
    if let failure { throw failure }
    return count
  }

  /// As few transactions as memory allows: each waits for the disk.
  private static let mergedAtOnce = 500

  private func different(_ own: RunRecord, in other: String) -> FileError {
    FileError(
      .badData, path: other,
      problem: "its run of '\(plan.variations[own.result.variation].name)' with seed \(own.result.seed) is not that of \(path)",
      remedy: "one of them comes from another version or machine; merge what agrees")
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
