import Addition

/// All that a store holds at a moment.
public struct SweepResults: Sendable {
  /// What is run.
  public let plan: SweepPlan
  /// The version of the suite that began the sweep.
  public let version: String
  /// Finished runs in the plan's order, without weights.
  public let records: [RunRecord]
  /// The finished runs of each variation.
  private let ranges: [Range<Int>]
  /// How many seeds of each variation count, and whether that is decided.
  private let prefixes: [(count: Int, isDecided: Bool)]

  /// - Parameter records: in the plan's order, each run once.
  init(plan: SweepPlan, version: String, records: [RunRecord]) {
    (self.plan, self.version, self.records) = (plan, version, records)
    var start = 0
    ranges = plan.variations.indices.map { variation in
      let end = records[start...].firstIndex { $0.result.variation > variation } ?? records.endIndex
      defer { start = end }
      return start..<end
    }
    prefixes = zip(plan.variations, ranges).map { variation, range in
      var outcomes = [Bool?](repeating: nil, count: variation.seeds.seeds.count)
      for record in records[range] { outcomes[record.result.position] = record.result.isSuccess(at: plan.success) }
      return variation.prefix(of: outcomes)
    }
  }

  /// Whether a run was beyond the seeds that its variation needed, and counts in no table.
  public func isSurplus(_ result: RunResult) -> Bool { result.position >= prefixes[result.variation].count }

  /// The finished runs of a variation that count.
  func counted(of variation: Int) -> [RunRecord] { records[ranges[variation]].filter { !isSurplus($0.result) } }

  /// How many of a variation's seeds may still count.
  func seedCount(of variation: Int) -> Int { prefixes[variation].count }

  /// Whether all runs that count are there.
  public var isFinished: Bool { prefixes.allSatisfy(\.isDecided) }

  /// One summary a variation, in the plan's order.
  public var summaries: [VariationSummary] {
    plan.variations.indices.map { index in
      let counted = counted(of: index)
      return VariationSummary(
        plan.variations[index], records: counted, seeds: prefixes[index].count, isDecided: prefixes[index].isDecided,
        surplus: ranges[index].count - counted.count, success: plan.success)
    }
  }
}
