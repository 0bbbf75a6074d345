extension GeometryStudy {
  /// Everything that was measured, a row a number.
  ///
  /// `count` is how many draws of a null distribution or problems stand behind a row. `lower` and `upper` are the ends of the middle
  /// 95% of the null distribution where there is a `p`, else of the 95% interval of a mean over problems. Angles are in degrees.
  public var table: StudyTable {
    var table = GeometryRows()
    table.add(tokens, circle)
    for row in spectra { table.add(row) }
    table.add("pca digits", tokens.principalComponents, labels: tokens.vectors.indices.map { "\($0)" })
    if let positions { table.add("pca positions", positions, labels: positionLabels) }
    for head in circuits {
      table.add("\(head.name) QK", head.queryKey)
      table.add("\(head.name) OV", head.outputValue)
    }
    table.add(energy)
    for head in queryKey { table.add(head, labels: positionLabels) }
    return table.table
  }
}

/// Collects the rows.
private struct GeometryRows {
  private(set) var table = StudyTable(columns: ["section", "item", "quantity", "value", "count", "lower", "upper", "p"])

  private mutating func add(_ section: String, _ item: String, _ quantity: String, _ value: Double?) {
    table.add([.text(section), .text(item), .text(quantity), .optional(value), .none, .none, .none, .none])
  }

  private mutating func add(
    _ section: String, _ item: String, _ quantity: String, _ test: NullComparison, unit: Double = 1
  ) {
    table.add([
      .text(section), .text(item), .text(quantity), .number(test.value * unit), .count(test.draws),
      .optional(test.lower.map { $0 * unit }), .optional(test.upper.map { $0 * unit }), .number(test.p),
    ])
  }

  private mutating func add(_ section: String, _ item: String, _ quantity: String, _ estimate: Estimate) {
    table.add([.text(section), .text(item), .text(quantity)] + estimate.cells + [.none])
  }

  // MARK: Digits

  mutating func add(_ tokens: TokenGeometry, _ test: CircleTest?) {
    let (section, degrees) = ("circle", 180 / Double.pi)
    add(section, "plane", "share of variance", tokens.planeVariance)
    if let circle = tokens.circle {
      add(section, "circle", "radius", circle.radius)
      for (axis, value) in circle.center.enumerated() { add(section, "circle", "center \(axis)", value) }
      add(section, "circle", "residual", circle.residual)
    }
    if let order = tokens.order {
      add(section, "order", "mean step (degrees)", order.meanStep * degrees)
      add(section, "order", "steps all one way (1) or not (0)", order.isMonotone ? 1 : 0)
      for (digit, angle) in order.angles.enumerated() { add(section, "digit \(digit)", "angle (degrees)", angle * degrees) }
    }
    guard let test else { return }
    for row in test.residuals {
      add(section, "against \(row.null.words)", "residual / \(row.unit.rawValue)", row.comparison)
    }
    add(section, "against random order", "deviation of steps (degrees)", test.stepDeviation, unit: degrees)
  }

  mutating func add(_ row: GeometryStudy.Spectrum) {
    for (frequency, share) in row.spectrum.energyShares.enumerated() {
      add("fourier", row.row, "share of energy at \(frequency)", share)
    }
    for (index, test) in row.spectrum.variance.enumerated() {
      add("fourier", row.row, "share of variance at \(index + 1)", test)
    }
  }

  mutating func add(_ section: String, _ components: PrincipalComponents, labels: [String]) {
    for (index, share) in components.explainedVariance.enumerated() {
      add(section, "component \(index + 1)", "share of variance", share)
    }
    for (label, coordinates) in zip(labels, components.coordinates) {
      for (index, value) in coordinates.enumerated() { add(section, label, "component \(index + 1)", value) }
    }
  }

  // MARK: Weights

  mutating func add(_ item: String, _ directions: SingularDirections) {
    for (index, (value, share)) in zip(directions.values, directions.shares).enumerated() {
      add("circuit", item, "singular value \(index + 1)", value)
      add("circuit", item, "share of energy \(index + 1)", share)
    }
    for (side, vectors) in [("left", directions.left), ("right", directions.right)] {
      guard let first = vectors.first else { continue }
      for (dim, entry) in first.enumerated() { add("circuit", item, "first \(side) direction, dim \(dim)", entry) }
    }
  }

  mutating func add(_ energy: StreamEnergy) {
    let parts = energy.division == .dims ? "dims" : "span"
    add("energy", "stream", "dims", Double(energy.width))
    add("energy", "stream", "rank of token vectors", Double(energy.tokenRank))
    add("energy", "stream", "rank of position vectors", energy.positionRank.map(Double.init))
    for row in energy.rows {
      let verb = row.writes ? "written to" : "read from"
      add("energy", row.name, "share \(verb) token \(parts)", row.token)
      add("energy", row.name, "share \(verb) position \(parts)", row.position)
      add("energy", row.name, "share \(verb) the digits' plane", row.digitPlane)
      if !row.writes { add("energy", row.name, "share of variance read that is digits'", row.digitVariance) }
    }
  }

  // MARK: Queries and keys

  mutating func add(_ head: QueryKeySpace, labels: [String]) {
    let section = "query-key"
    add(section, head.name, "variance of queries by position", head.queryVarianceOfPosition)
    add(section, head.name, "variance of keys by position", head.keyVarianceOfPosition)
    for row in head.roles {
      add(section, head.name, "score of \(row.role.rawValue)", row.score)
      add(section, head.name, "score of \(row.role.rawValue) above the mean key", row.excess)
    }
    for row in head.offsets {
      add(section, head.name, "score \(row.offset) positions back", row.score)
      add(section, head.name, "score of means \(row.offset) positions back", row.ofMeans)
    }
    for (kind, vectors) in [("query", head.queries), ("key", head.keys)] {
      for (label, vector) in zip(labels, vectors) {
        for (dim, value) in vector.enumerated() { add(section, "\(head.name) \(label)", "\(kind), dim \(dim)", value) }
      }
    }
  }
}

extension CircleTest.Null {
  /// Such as `random vectors`.
  public var words: String {
    switch self {
    case .gaussian: "random vectors"
    case .sameVariances: "random points of the same variances"
    }
  }
}
