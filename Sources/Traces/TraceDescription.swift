/// Everything a trace says besides the activations themselves.
public struct TraceDescription: Equatable, Sendable {
  /// Where it comes from.
  public var provenance: TraceProvenance
  /// The problems, their tokens and the model's answers.
  public var problems: TraceProblems
  /// The hooks that are recorded, in the order a reader lists them.
  public var hooks: [TraceHook]

  /// Gathers the parts; `TraceWriter.create` checks that they agree.
  public init(provenance: TraceProvenance, problems: TraceProblems, hooks: [TraceHook]) {
    self.provenance = provenance
    self.problems = problems
    self.hooks = hooks
  }

  /// Checks that the parts agree and returns the file's dimensions in the order of their first use.
  func checkedDimensions() throws(TraceError) -> [TraceDimension] {
    let count = problems.count
    guard count > 0 else { throw .description("there are no problems") }
    try check(problems.b.count, count, "b")
    try check(problems.answer.count, count, "answer")
    for index in 0..<count {
      let (a, b) = (problems.a[index], problems.b[index])
      guard a >= 0, b >= 0, !a.addingReportingOverflow(b).overflow else {
        throw .description("problem \(index) has the operands \(a) and \(b); both must be at least 0, their sum below 2^63")
      }
    }
    try checkTexts()

    var dimensions = DimensionTable(problem: count)
    try dimensions.add(problems.position)
    try check(problems.tokens.count, try TraceLayout.values(count, [problems.position], "tokens"), "tokens")
    var names: Set = TraceLayout.standardColumns
    for column in problems.columns {
      try claim(column.name, in: &names)
      for dimension in column.dimensions { try dimensions.add(dimension) }
      try check(column.values.count, try TraceLayout.values(count, column.dimensions, column.name), column.name)
    }
    names = []
    for hook in hooks {
      try claim(hook.name, in: &names)
      for dimension in hook.dimensions { try dimensions.add(dimension) }
      guard Set(hook.dimensions.map(\.name)).count == hook.dimensions.count else {
        throw .description("\(hook.name) has a dimension twice; each of its dimensions needs its own name")
      }
      _ = try TraceLayout.values(count, hook.dimensions, hook.name)
    }
    // In a group of netCDF a variable named as a dimension is that dimension's coordinate.
    let taken = names.union(problems.columns.map(\.name)).union(TraceLayout.standardColumns)
    if let clash = dimensions.all.first(where: { taken.contains($0.name) || TraceLayout.rootNames.contains($0.name) }) {
      throw .description("'\(clash.name)' is the name of a dimension and of something else; rename one")
    }
    return dimensions.all
  }

  private func check(_ found: Int, _ expected: Int, _ what: String) throws(TraceError) {
    guard found == expected else {
      throw .description("\(what) has \(found) values where \(problems.count) problems need \(expected)")
    }
  }

  private func claim(_ name: String, in names: inout Set<String>) throws(TraceError) {
    try TraceLayout.checkName(name)
    guard names.insert(name).inserted else { throw .description("'\(name)' is there twice; names must differ") }
  }

  private func checkTexts() throws(TraceError) {
    let texts = [
      ("architecture", provenance.architecture), ("weights' SHA-256", provenance.weightsSHA256),
      ("command line", provenance.commandLine), ("version", provenance.version), ("suite", provenance.suite ?? ""),
      ("pass", provenance.pass ?? ""),
    ]
    for (what, text) in texts + problems.columns.map({ ($0.name, $0.meaning) }) where text.utf8.contains(0) {
      throw .description("the \(what) contains a zero byte, which HDF5 text cannot hold")
    }
    for (what, text) in texts where text.utf8.count > Text.longest {
      throw .description("the \(what) is longer than \(Text.longest >> 20) MiB")
    }
  }
}

/// Dimensions by name, in the order of their first use; one name, one dimension.
private struct DimensionTable {
  private(set) var all: [TraceDimension]

  init(problem count: Int) { all = [.problem(count)] }

  mutating func add(_ dimension: TraceDimension) throws(TraceError) {
    guard dimension.name != "problem" else {
      throw .description("'problem' is the first dimension of everything already; name the dimensions after it")
    }
    if let known = all.first(where: { $0.name == dimension.name }) {
      guard known == dimension else {
        throw .description(
          "the dimension '\(dimension.name)' is used with sizes \(known.size) and \(dimension.size) or with different labels; "
            + "give the two different names")
      }
      return
    }
    try TraceLayout.checkName(dimension.name)
    guard dimension.size > 0 else { throw .description("the dimension '\(dimension.name)' has size \(dimension.size)") }
    for label in dimension.labels ?? [] where label.isEmpty || label.utf8.contains(where: { $0 == 0 || $0 == 10 }) {
      throw .description("the dimension '\(dimension.name)' has an empty label or one with a line break or a zero byte")
    }
    all.append(dimension)
  }
}
