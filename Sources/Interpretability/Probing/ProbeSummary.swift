import Addition

extension ProbeStudy {
  /// The probes of one label at one hook, all positions together.
  public struct Summary: Hashable, Sendable {
    /// What is asked.
    public let label: ProbeLabel
    /// The activation's hook.
    public let hook: String
    /// The probes, position by position.
    public let rows: [Row]

    /// Right answers at all positions.
    public var accuracy: Proportion { rows.reduce(Proportion(0, of: 0)) { $0 + $1.accuracy } }
    /// Right answers of the best control at each position.
    public var control: Proportion { rows.reduce(Proportion(0, of: 0)) { $0 + $1.bestControl } }
    /// The probes that claim.
    public var claimed: [Row] { rows.filter(\.isClaimed) }
    /// Those of them whose causal check ended so.
    public func checked(_ verdict: DirectionRemoval.Verdict) -> [Row] { rows.filter { $0.removal?.verdict == verdict } }
  }

  /// Label by label, hook by hook.
  public var summaries: [Summary] {
    var groups: [(label: ProbeLabel, hook: String, rows: [Row])] = []
    for row in rows {
      if let last = groups.last, last.label == row.label, last.hook == row.hook {
        groups[groups.count - 1].rows.append(row)
      } else {
        groups.append((row.label, row.hook, [row]))
      }
    }
    return groups.map { Summary(label: $0.label, hook: $0.hook, rows: $0.rows) }
  }

  /// What a probe's position is called: by the answer digit that it predicts, or by the operand's digit that it holds.
  public func name(of row: Row) -> String {
    predictsDigit(row) ? "Z\(row.place)" : positionLabels[row.position]
  }

  /// Whether a probe's position predicts a digit of the answer; else it holds an operand's digit.
  public func predictsDigit(_ row: Row) -> Bool {
    row.position + 1 >= positionLabels.firstIndex(of: "Z0") ?? 0
  }

  /// The names of some probes of one label and hook, neighbours as ranges: `Z1..Z4 Z6`; `all`, or `none`.
  public func names(of some: [Row], among all: [Row]) -> String {
    if some.isEmpty { return "none" }
    if some.count == all.count, all.count > 1 { return "all" }
    var runs: [ClosedRange<Int>] = []
    for index in all.indices where some.contains(all[index]) {
      if let last = runs.last, last.upperBound + 1 == index {
        runs[runs.count - 1] = last.lowerBound...index
      } else {
        runs.append(index...index)
      }
    }
    return runs.map { run in
      let ends = [name(of: all[run.lowerBound]), name(of: all[run.upperBound])]
      return run.count == 1 ? ends[0] : ends.joined(separator: "..")
    }.joined(separator: " ")
  }
}
