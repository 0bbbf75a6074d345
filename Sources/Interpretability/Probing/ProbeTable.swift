import Addition

extension ProbeStudy {
  /// Every probe with its controls and its causal check, counts and 95% intervals.
  public var table: StudyTable {
    func columns(_ name: String) -> [String] { [name, "\(name) count", "\(name) total", "\(name) lower", "\(name) upper"] }
    var table = StudyTable(
      columns: ["label", "kind", "hook", "position", "position label", "place", "features", "dimensions"] + columns("accuracy")
        + ["balanced accuracy", "balanced lower", "balanced upper"] + columns("majority class") + columns("shuffled labels")
        + columns("best random weights") + ["mean random weights", "lead", "claimed", "directions removed"] + columns("before")
        + columns("after") + columns("control") + ["verdict"])
    func cells(_ share: Proportion?) -> [StudyTable.Cell] {
      guard let share, let rate = share.rate else { return [.none, .none, .none, .none, .none] }
      let interval = share.interval95
      return [.number(rate), .count(share.count), .count(share.total), .number(interval.lower), .number(interval.upper)]
    }
    for row in rows {
      let mean = row.random.reduce(0) { $0 + ($1.rate ?? 0) } / Double(row.random.count)
      table.add(
        [
          .text(row.label.rawValue), .text(kind.rawValue), .text(row.hook), .count(row.position),
          .text(positionLabels[row.position]), .count(row.place), .count(row.features), .count(row.dimensions),
        ] + cells(row.accuracy) + [.number(row.balanced.rate), .number(row.balanced.lower), .number(row.balanced.upper)]
          + cells(row.majority) + cells(row.shuffled) + cells(row.bestRandom)
          + [
            .number(mean), .number(row.lead), .text(row.isClaimed ? "yes" : "no"),
            row.removal.map { .count($0.directions) } ?? .none,
          ] + cells(row.removal?.before) + cells(row.removal?.after) + cells(row.removal?.control)
          + [row.removal.map { .text($0.verdict.rawValue) } ?? .none])
    }
    return table
  }

  /// The probes of a label.
  public func rows(of label: ProbeLabel) -> [Row] { rows.filter { $0.label == label } }
}
