extension PatchingStudy {
  /// Every effect of every node: six rows a node, fewer where no digit is later than the first. The first rows are of the
  /// unpatched model: its logit differences on the clean and the corrupted problem, and the share of digits it has right.
  public var table: StudyTable {
    var table = StudyTable(
      columns: ["sender", "hook", "head", "features", "position", "direction", "digits", "quantity"]
        + Estimate.columns("value") + ["interval"])
    func add(_ place: [StudyTable.Cell], _ direction: String, _ digits: PatchedDigits, _ quantity: String, _ estimate: Estimate) {
      guard estimate.count > 0 else { return }
      table.add(
        place + [.text(direction), .text(digits.rawValue), .text(quantity)] + estimate.cells + [.text(estimate.method.rawValue)])
    }
    let nowhere = [StudyTable.Cell](repeating: .none, count: 5)
    for baseline in baselines {
      add(nowhere, "clean", baseline.digits, "logit difference", baseline.clean)
      add(nowhere, "clean", baseline.digits, "right", baseline.cleanRight)
      add(nowhere, "corrupted", baseline.digits, "logit difference", baseline.corrupted)
      add(nowhere, "corrupted", baseline.digits, "right", baseline.corruptedRight)
    }
    for (row, position) in zip(rows, positionNames) {
      let node = row.node
      let place: [StudyTable.Cell] = [
        node.sender.map { .text($0) } ?? .none, .text(node.hook), node.head.map { .count($0) } ?? .none,
        node.features.map { .text($0.map { "\($0)" }.joined(separator: " ")) } ?? .none, .text(position),
      ]
      for effect in row.effects {
        add(place, effect.direction.rawValue, effect.digits, "recovered", effect.recovered)
        add(place, effect.direction.rawValue, effect.digits, "flipped", effect.flipped)
      }
    }
    return table
  }
}
