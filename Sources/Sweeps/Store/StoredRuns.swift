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
      let (result, curve) = (record.result, record.curve)
      let variation = plan.variations[result.variation]
      let totals = variation.validationTotals
      let number = plan.runs(of: result.variation).lowerBound + result.position
      let best = result.best
      try run.run([
        .whole(number), .whole(result.variation), .whole(Int(result.seed)), .text(result.ending.rawValue), .whole(result.steps),
        .wholeOrNull(best?.step), .wholeOrNull(best?.exactMatch.count), .whole(totals.problems),
        .wholeOrNull(best?.tokenAccuracy.count), .whole(totals.digits), .realOrNull(best?.loss),
        .wholeOrNull(best?.adderBoard.count), .real(result.cpuSeconds), best.map { .bytes($0.weightsSHA256.bytes) } ?? .null,
      ])
      // A run that is there already stays as it is, with its curve.
      guard database.changes == 1 else { continue }
      for row in curve.points {
        try point.run([
          .whole(number), .whole(row.step), .real(row.trainingLoss), .whole(row.exact), .whole(row.tokens), .real(row.loss),
        ])
      }
      if let values = record.weights, variation.parameters < SweepStore.parametersOfLargeModel {
        try weights.run([.whole(number), .bytes(values.littleEndianBytes)])
      }
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
      let number = try rows.whole(0)
      guard let place = plan.place(of: number) else { throw database.damaged("it has a run that its spec has not") }
      let result = try result(rows, place, plan, database)
      let totals = plan.variations[place.variation].validationTotals
      var curve = RunCurve(problems: totals.problems, digits: totals.digits)
      while hasPoint {
        let run = try points.whole(0)
        guard run >= number else { throw database.damaged("it has a curve without a run") }
        guard run == number else { break }
        curve.points.append(try point(points, totals, after: curve.points.last?.step ?? 0, of: result.steps, database))
        hasPoint = try points.step()
      }
      records.append(RunRecord(result: result, curve: curve, weights: nil))
    }
    guard !hasPoint else { throw database.damaged("it has a curve without a run") }
    if withWeights { try readWeights(into: &records, from: database, plan, filter: only.map { " WHERE run = \($0)" } ?? "") }
    return records
  }

  private static func result(
    _ row: Statement, _ place: (variation: Int, position: Int), _ plan: SweepPlan, _ database: Database
  ) throws(FileError) -> RunResult {
    let variation = plan.variations[place.variation]
    let totals = variation.validationTotals
    let (state, ending) = (try row.text(3), RunResult.Ending(rawValue: try row.text(4)))
    let (steps, seconds) = (try row.whole(5), try row.real(13))
    guard try row.whole(1) == place.variation, try row.whole(2) == Int(variation.seeds.seeds[place.position]),
      ["counted", "surplus"].contains(state), let ending, (0...variation.recipe.totalSteps).contains(steps),
      try row.whole(8) == totals.problems, try row.whole(10) == totals.digits, seconds >= 0
    else { throw database.damaged("run \(try row.whole(0)) is none of its spec's") }
    var best: RunResult.Best?
    if !row.isNull(6) {
      let step = try row.whole(6)
      let (exact, tokens, board) = (try row.whole(7), try row.whole(9), try row.whole(12))
      let loss = try row.real(11)
      guard (0...steps).contains(step), (0...totals.problems).contains(exact), (0...totals.digits).contains(tokens),
        (0...RunResult.adderBoardCount).contains(board), let digest = SHA256Digest(bytes: try row.blob(14))
      else { throw database.damaged("the counts of run \(try row.whole(0)) make no sense") }
      best = RunResult.Best(
        step: step, exactMatch: Proportion(exact, of: totals.problems), tokenAccuracy: Proportion(tokens, of: totals.digits),
        loss: loss, adderBoard: Proportion(board, of: RunResult.adderBoardCount), weightsSHA256: digest)
    }
    return RunResult(
      variation: place.variation, position: place.position, seed: variation.seeds.seeds[place.position], ending: ending,
      steps: steps, best: best, cpuSeconds: seconds)
  }

  private static func point(
    _ row: Statement, _ totals: (problems: Int, digits: Int), after before: Int, of steps: Int, _ database: Database
  ) throws(FileError) -> RunCurve.Point {
    let point = RunCurve.Point(
      step: try row.whole(1), trainingLoss: try row.real(2), exact: try row.whole(3), tokens: try row.whole(4),
      loss: try row.real(5))
    guard point.step > before, point.step <= steps, (0...totals.problems).contains(point.exact),
      (0...totals.digits).contains(point.tokens)
    else { throw database.damaged("the curve of run \(try row.whole(0)) makes no sense") }
    return point
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

extension SweepPlan {
  /// The number of a result's run.
  func number(of result: RunResult) -> Int { runs(of: result.variation).lowerBound + result.position }
}

extension [Float] {
  /// Float32, little endian.
  var littleEndianBytes: [UInt8] {
    flatMap { number in Swift.withUnsafeBytes(of: number.bitPattern.littleEndian) { Array<UInt8>($0) } }
  }

  /// Reads float32 of a whole number of them.
  init(littleEndianBytes bytes: [UInt8]) {
    self = bytes.withUnsafeBytes { buffer in
      (0..<(buffer.count / 4)).map {
        Float(bitPattern: UInt32(littleEndian: buffer.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
      }
    }
  }
}

extension SHA256Digest {
  /// A digest of these bytes; nil if they are not 32.
  fileprivate init?(bytes: [UInt8]) {
    self.init(hex: bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
  }
}
