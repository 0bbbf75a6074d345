/// Everything a trace says besides the activations themselves.
public struct TraceDescription: Equatable, Sendable {
  /// Where it comes from.
  public var provenance: TraceProvenance
  /// The problems, their tokens and the model's answers: all, or the first; more may follow by `TraceWriter.append`.
  public var problems: TraceProblems
  /// How many problems the trace is going to have.
  public var problemCount: Int
  /// The hooks whose activations are recorded, in the order a reader lists them.
  public var hooks: [TraceHook]
  /// The hooks whose gradients are recorded.
  public var gradients: [TraceHook]
  /// The numbers' format.
  public var precision: TracePrecision
  /// Tensors of the model: weights and what is derived from them.
  public var model: [TraceTensor]

  /// Gathers the parts; `TraceWriter.create` checks that they agree.
  /// - Parameter problemCount: nil for as many as are given.
  public init(
    provenance: TraceProvenance, problems: TraceProblems, problemCount: Int? = nil, hooks: [TraceHook],
    gradients: [TraceHook] = [], precision: TracePrecision = .float32, model: [TraceTensor] = []
  ) {
    self.provenance = provenance
    self.problems = problems
    self.problemCount = problemCount ?? problems.count
    self.hooks = hooks
    self.gradients = gradients
    self.precision = precision
    self.model = model
  }

  /// Checks that the parts agree and returns the file's dimensions in the order of their first use.
  func checkedDimensions() throws(TraceError) -> [TraceDimension] {
    guard problemCount > 0 else { throw .description("there are no problems") }
    guard problems.count <= problemCount else {
      throw .description("\(problems.count) problems are given for a trace of \(problemCount)")
    }
    try problems.checkColumns()
    try checkTexts()

    var dimensions = DimensionTable(problem: problemCount)
    try dimensions.add(problems.position)
    _ = try TraceLayout.values(problemCount, [problems.position], "tokens")
    var names = TraceLayout.standardColumnNames
    for column in problems.columns {
      try claim(column.name, in: &names)
      for dimension in column.dimensions { try dimensions.add(dimension) }
      _ = try TraceLayout.values(problemCount, column.dimensions, column.name)
    }
    for tensor in model { try tensor.check() }
    var (hookNames, gradientNames): (Set<String>, Set<String>) = ([], [])
    for hook in hooks { try claim(hook.name, in: &hookNames) }
    for hook in gradients { try claim(hook.name, in: &gradientNames) }
    for hook in hooks + gradients {
      for dimension in hook.dimensions { try dimensions.add(dimension) }
      guard Set(hook.dimensions.map(\.name)).count == hook.dimensions.count else {
        throw .description("\(hook.name) has a dimension twice; each of its dimensions needs its own name")
      }
      _ = try TraceLayout.values(problemCount, hook.dimensions, hook.name)
    }
    // In a group of netCDF a variable named as a dimension is that dimension's coordinate.
    let taken = names.union(hookNames).union(gradientNames)
    if let clash = dimensions.all.first(where: { taken.contains($0.name) || TraceLayout.rootNames.contains($0.name) }) {
      throw .description("'\(clash.name)' is the name of a dimension and of something else; rename one")
    }
    return dimensions.all
  }

  private func claim(_ name: String, in names: inout Set<String>) throws(TraceError) {
    try TraceLayout.checkName(name)
    guard names.insert(name).inserted else { throw .description("'\(name)' is there twice; names must differ") }
  }

  private func checkTexts() throws(TraceError) {
    let texts = provenance.texts.map { ("origin's \($0.name)", $0.text) }
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
