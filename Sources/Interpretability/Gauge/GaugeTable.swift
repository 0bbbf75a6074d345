extension GaugeStudy {
  /// Everything in one table: singular values, directions, near ties, and what every number is worth.
  public var table: StudyTable {
    var table = StudyTable(
      columns: [
        "what", "kind", "index", "name", "of", "value", "share", "residual", "holds", "dimension", "chance", "pairs",
        "loss change", "right", "total", "rounded", "rounded loss change", "rounded right",
      ])
    typealias Cell = StudyTable.Cell
    func add(
      _ what: String, _ kind: String, _ index: Int, _ name: String, of other: String? = nil, value: Double? = nil,
      share: Double? = nil, residual: Double? = nil, holds: Bool? = nil, _ more: [Cell] = []
    ) {
      let filled = more + [Cell](repeating: .none, count: 9 - more.count)
      table.add(
        [
          .text(what), .text(kind), .count(index), .text(name), other.map { .text($0) } ?? .none, .optional(value),
          .optional(share), .optional(residual), holds.map { .text($0 ? "yes" : "no") } ?? .none,
        ] + filled)
    }
    for spectrum in spectra {
      for (index, value) in spectrum.singularValues.enumerated() {
        add("singular value", spectrum.kind.rawValue, index, "", value: value, holds: value <= tolerance)
      }
    }
    for (index, number) in unread.enumerated() { add("unread", Kind.exact.rawValue, index, number.text) }
    for (index, direction) in directions.enumerated() {
      let name = direction.names.map(\.rawValue).joined(separator: " + ")
      for component in direction.components {
        add(
          "direction", direction.kind.rawValue, index, name, of: component.number.text, value: component.change,
          share: component.share, residual: direction.residual, holds: direction.holds)
      }
    }
    for (index, pair) in ties.pairs.enumerated() {
      add(
        "near tie", pair.angle == nil ? "parallel" : "turned", index, pair.first, of: pair.second, value: pair.cosine,
        share: pair.factor, [.count(pair.dimension), .number(pair.chance), .count(pair.looked)])
    }
    for (index, row) in numbers.rows.enumerated() {
      add(
        "number", "zero", index, row.number.text, value: Double(row.value),
        [
          .none, .none, .none, .optional(row.zero.lossChange), .count(row.zero.accuracy.count), .count(row.zero.accuracy.total),
          .optional(row.round.map { Double($0.value) }), .optional(row.round?.lossChange),
          row.round.map { .count($0.accuracy.count) } ?? .none,
        ])
    }
    return table
  }
}
