import Addition
import Digests
import Files
import Training

/// Runs in a store.
enum StoredRuns {
  // MARK: Writing

  static func write(_ records: [RunRecord], to database: Database, _ plan: SweepPlan) throws(FileError) {
    let run = try database.prepare("INSERT OR IGNORE INTO runs VALUES (?, ?, ?, 'counted', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    let point = try database.prepare("INSERT INTO curves VALUES (?, ?, ?, ?, ?, ?)")
    let weights = try database.prepare("INSERT INTO weights VALUES (?, ?)")
    for record in records {
      let (row, variation) = (RunRow(record, plan), record.result.variation)
      let totals = plan.variations[variation].validationTotals
      let best = row.best
      try run.run([
        .whole(row.number), .whole(variation), .whole(row.seed), .text(row.ending.rawValue), .whole(row.steps),
        .wholeOrNull(best?.step), .wholeOrNull(best?.exact), .whole(totals.problems), .wholeOrNull(best?.tokens),
        .whole(totals.digits), .realOrNull(best?.loss), .wholeOrNull(best?.adderBoard), .real(row.cpuSeconds),
        best.map { .bytes($0.weightsSHA256.bytes) } ?? .null,
      ])
      // A run that is there already stays as it is, with its curve.
      guard database.changes == 1 else { continue }
      for each in row.points {
        try point.run([
          .whole(row.number), .whole(each.step), .real(each.trainingLoss), .whole(each.exact), .whole(each.tokens),
          .real(each.loss),
        ])
      }
      if let values = row.weights { try weights.run([.whole(row.number), .bytes(values)]) }
    }
  }

  /// Marks what was run beyond the seeds that count.
  static func markSurplus(of variations: Set<Int>, in database: Database, _ plan: SweepPlan) throws(FileError) {
    for index in variations.sorted() where plan.variations[index].until != nil {
      let (variation, range) = (plan.variations[index], plan.runs(of: index))
      let rows = try database.prepare("SELECT id, exact, problems FROM runs WHERE id >= ? AND id < ?")
      try rows.bind([.whole(range.lowerBound), .whole(range.upperBound)])
      var outcomes = [Bool?](repeating: nil, count: range.count)
      while try rows.step() {
        let (number, total) = (try rows.whole(0), try rows.whole(2))
        let exact = rows.isNull(1) ? 0 : try rows.whole(1)
        guard range.contains(number), (0...total).contains(exact) else { throw database.damaged("a run's counts make no sense") }
        outcomes[number - range.lowerBound] = Proportion(exact, of: total).rate.map { $0 >= plan.success } ?? false
      }
      let end = range.lowerBound + variation.prefix(of: outcomes).count
      try database.prepare("UPDATE runs SET state = 'surplus' WHERE id >= ? AND id < ? AND state <> 'surplus'")
        .run([.whole(end), .whole(range.upperBound)])
    }
  }

  // MARK: Reading

  /// Reads runs in their order, and checks that each can be what a run of the plan found.
  ///
  /// - Parameter only: the number of the one run to read; nil for all.
  static func read(
    from database: Database, _ plan: SweepPlan, withWeights: Bool, only: Int? = nil
  ) throws(FileError) -> [RunRecord] {
    // One transaction, lest another process write between one statement and the next.
    try database.execute("BEGIN")
    defer { database.rollBack() }
    let filter = only.map { " WHERE id = \($0)" } ?? ""
    let rows = try database.prepare("SELECT * FROM runs\(filter) ORDER BY id")
    let points = try database.prepare(
      "SELECT run, step, training_loss, exact, tokens, loss FROM curves\(only.map { " WHERE run = \($0)" } ?? "") ORDER BY run, step"
    )
    var hasPoint = try points.step()
    var records: [RunRecord] = []
    while try rows.step() {
      var row = try row(rows, plan, database)
      while hasPoint {
        let run = try points.whole(0)
        guard run >= row.number else { throw database.damaged("it has a curve without a run") }
        guard run == row.number else { break }
        row.points.append(
          RunCurve.Point(
            step: try points.whole(1), trainingLoss: try points.real(2), exact: try points.whole(3), tokens: try points.whole(4),
            loss: try points.real(5)))
        hasPoint = try points.step()
      }
      do throws(RunRow.Impossible) { records.append(try row.record(of: plan)) } catch { throw database.damaged(error.problem) }
    }
    guard !hasPoint else { throw database.damaged("it has a curve without a run") }
    if withWeights { try readWeights(into: &records, from: database, plan, filter: only.map { " WHERE run = \($0)" } ?? "") }
    return records
  }

  /// A row without its curve and weights.
  private static func row(_ row: Statement, _ plan: SweepPlan, _ database: Database) throws(FileError) -> RunRow {
    let number = try row.whole(0)
    guard let place = plan.place(of: number) else { throw database.damaged("it has a run that its spec has not") }
    let totals = plan.variations[place.variation].validationTotals
    guard try row.whole(1) == place.variation, ["counted", "surplus"].contains(try row.text(3)),
      let ending = RunResult.Ending(rawValue: try row.text(4)), try row.whole(8) == totals.problems,
      try row.whole(10) == totals.digits
    else { throw database.damaged("run \(number) is none of its spec's") }
    var best: RunRow.Best?
    if !row.isNull(6) {
      guard let digest = SHA256Digest(bytes: try row.blob(14)) else {
        throw database.damaged("the counts of run \(number) make no sense")
      }
      best = RunRow.Best(
        step: try row.whole(6), exact: try row.whole(7), tokens: try row.whole(9), loss: try row.real(11),
        adderBoard: try row.whole(12), weightsSHA256: digest)
    }
    return RunRow(
      number: number, seed: try row.whole(2), ending: ending, steps: try row.whole(5), best: best, cpuSeconds: try row.real(13))
  }

  private static func readWeights(
    into records: inout [RunRecord], from database: Database, _ plan: SweepPlan, filter: String
  ) throws(FileError) {
    let rows = try database.prepare("SELECT run, float32 FROM weights\(filter) ORDER BY run")
    var index = records.startIndex
    while try rows.step() {
      let run = try rows.whole(0)
      while index < records.endIndex, plan.number(of: records[index].result) < run { index += 1 }
      guard index < records.endIndex, plan.number(of: records[index].result) == run else {
        throw database.damaged("it has weights without a run")
      }
      let bytes = try rows.blob(1)
      guard let digest = records[index].result.best?.weightsSHA256, SHA256.digest(of: bytes) == digest, bytes.count % 4 == 0
      else { throw database.damaged("the weights of run \(run) are not those that it found") }
      records[index].weights = [Float](littleEndianBytes: bytes)
    }
  }
}
