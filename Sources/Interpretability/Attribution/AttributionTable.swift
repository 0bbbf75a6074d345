extension AttributionStudy {
  /// Everything that was measured, a row an estimate.
  ///
  /// `quantity` says what it is: `accuracy`, `logit difference` and `divergence` of the logit lens; `contribution` of direct attribution;
  /// `estimate` and `truth` of a replacement; `pearson`, `spearman` and `relative error` of estimates and truths; `gap` of integrated
  /// gradients. The columns `place` (of the answer), `carry` (into it) and `position` (of the sequence) are empty where they do not
  /// apply, and `position` says `all` where all are changed at once.
  public var table: StudyTable {
    var table = StudyTable(
      columns: ["method", "component", "kind", "hook", "place", "carry", "position", "replacement", "quantity"]
        + Estimate.columns("value"))
    func add(
      _ method: String, _ component: String = "", kind: String = "", hook: String = "", place: Int? = nil, carry: Bool? = nil,
      position: String = "", replacement: String = "", _ quantity: String, _ cells: [StudyTable.Cell]
    ) {
      table.add(
        [
          .text(method), .text(component), .text(kind), .text(hook), place.map { .count($0) } ?? .none,
          carry.map { .count($0 ? 1 : 0) } ?? .none, .text(position), .text(replacement), .text(quantity),
        ] + cells)
    }
    for row in lens?.rows ?? [] {
      add("lens", hook: row.hook, place: row.place, "accuracy", row.accuracy.cells)
      add("lens", hook: row.hook, place: row.place, "logit difference", row.logitDifference.cells)
      add("lens", hook: row.hook, place: row.place, "divergence", row.divergence.cells)
    }
    for row in (direct?.rows ?? []) + (direct?.logitDifference ?? []) {
      add("direct", row.component, place: row.place, carry: row.hasCarry, "contribution", row.contribution.cells)
    }
    for (what, approximations) in [("nodes", nodes), ("edges", edges)] {
      guard let approximations else { continue }
      add(what, replacement: "clean", "logit difference", approximations.clean.cells)
      add(what, replacement: "corrupted", "logit difference", approximations.corrupted.cells)
      for row in approximations.rows {
        for effect in row.effects {
          let position = row.position.map { "\($0)" } ?? "all"
          for (quantity, estimate) in [("estimate", effect.estimate), ("truth", effect.truth)] {
            add(
              effect.approximation.rawValue, row.name, kind: row.kind.rawValue, hook: row.hook, position: position,
              replacement: effect.replacement.rawValue, quantity, estimate.cells)
          }
        }
      }
      for agreement in approximations.agreements {
        let kind = agreement.kind?.rawValue ?? "all"
        let position = agreement.points == .places ? "all" : "each"
        let error = [StudyTable.Cell.optional(agreement.relativeError), .count(agreement.pearson.count), .none, .none]
        for (quantity, cells) in [
          ("pearson", agreement.pearson.cells), ("spearman", agreement.spearman.cells), ("relative error", error),
        ] {
          add(
            agreement.approximation.rawValue, what, kind: kind, position: position,
            replacement: agreement.replacement.rawValue, quantity, cells)
        }
      }
      if let completeness = approximations.completeness {
        let cells = [StudyTable.Cell.optional(completeness.gap), .count(completeness.pairs), .none, .none]
        add(Approximation.integratedGradients.rawValue, what, kind: "all", "gap", cells)
      }
    }
    return table
  }
}
