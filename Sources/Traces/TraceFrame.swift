/// Writes everything of a trace that is not activations: dimensions, provenance, problems, and the empty hooks.
///
/// The layout is netCDF-4's. The dimensions are scales at the root, which every group inherits. xarray opens one group at a
/// time and sees only that group's variables, so each group repeats the coordinates of its dimensions.
struct TraceFrame {
  private let root: Group
  private let dimensions: [TraceDimension]
  /// As `dimensions`. A list, not a dictionary: HDF5 places what it holds back when a dataset is closed, so that the order of
  /// closing decides about the file's bytes.
  private let scales: [Dataset]

  /// Creates the dimension scales.
  init(_ root: Group, dimensions: [TraceDimension]) throws(HDF5Error) {
    var scales: [Dataset] = []
    for (number, dimension) in dimensions.enumerated() {
      let scale = try Self.createCoordinate(dimension, in: root)
      try scale.becomeScale(dimension.name, number: number)
      if let labels = dimension.labels {
        try scale.attributes.write(TraceLayout.Attribute.labels, labels.joined(separator: TraceLayout.labelSeparator))
      }
      scales.append(scale)
    }
    self.root = root
    self.dimensions = dimensions
    self.scales = scales
  }

  func write(_ problems: TraceProblems) throws(HDF5Error) {
    try write(problems.tokens, as: TraceLayout.tokens, [problems.position], "tokens fed to the model", in: root)

    let group = try root.createGroup(TraceLayout.problems)
    try repeatCoordinates(of: problems.columns.flatMap(\.dimensions), in: group)
    // Signed throughout: numpy turns the difference of a signed and an unsigned 64-bit column into floating point.
    let sum = zip(problems.a, problems.b).map(+)
    let correct = zip(sum, problems.answer).map { UInt8($0 == $1 ? 1 : 0) }
    try write(problems.a, as: "a", [], "first operand", in: group)
    try write(problems.b, as: "b", [], "second operand", in: group)
    try write(sum, as: "sum", [], "a + b", in: group)
    try write(problems.answer, as: "answer", [], "the model's answer; -1 where it gave no number", in: group)
    try write(correct, as: "correct", [], "1 where the answer is the sum", in: group)
    for column in problems.columns {
      try write(column.values, as: column.name, column.dimensions, column.meaning, in: group)
    }
  }

  func createHooks(_ hooks: [TraceHook], deflateLevel: Int?) throws(HDF5Error) -> [HookStream] {
    let group = try root.createGroup(TraceLayout.activations)
    try repeatCoordinates(of: hooks.flatMap(\.dimensions), in: group)
    var streams: [HookStream] = []
    for hook in hooks {
      let dataset = try create(hook.name, of: Float.self, hook.dimensions, deflateLevel: deflateLevel, in: group)
      let perChunk = TraceLayout.problemsPerChunk(
        bytes: hook.valuesPerProblem * MemoryLayout<Float>.size, problems: dataset.shape[0])
      streams.append(HookStream(hook, dataset: dataset, problemsPerChunk: perChunk))
    }
    return streams
  }

  // MARK: - Coordinates

  /// The coordinate variable of a dimension: its labels, or 0, 1, 2, ...
  private static func createCoordinate(_ dimension: TraceDimension, in group: Group) throws(HDF5Error) -> Dataset {
    if let labels = dimension.labels { return try group.createDataset(dimension.name, texts: labels) }
    let perChunk = TraceLayout.problemsPerChunk(bytes: MemoryLayout<Int64>.size, problems: dimension.size)
    let storage = Storage(chunk: [perChunk], deflateLevel: 1)
    let dataset = try group.createDataset(dimension.name, of: Int64.self, shape: [dimension.size], storage: storage)
    let numbers = Array(0..<Int64(dimension.size))
    try dataset.write(numbers.span, rows: 0..<dimension.size)
    return dataset
  }

  private func repeatCoordinates(of used: [TraceDimension], in group: Group) throws(HDF5Error) {
    let names = Set(used.map(\.name)).union(["problem"])
    for dimension in dimensions where names.contains(dimension.name) {
      try Self.createCoordinate(dimension, in: group).attach(scales(of: [dimension]))
    }
  }

  // MARK: - Datasets

  private func write<Value: Element>(
    _ values: [Value], as name: String, _ inner: [TraceDimension], _ meaning: String, in group: Group
  ) throws(HDF5Error) {
    let dataset = try create(name, of: Value.self, inner, deflateLevel: 1, in: group)
    try dataset.attributes.write(TraceLayout.Attribute.meaning, meaning)
    try dataset.write(values.span, rows: 0..<dataset.shape[0])
  }

  private func create<Value: Element>(
    _ name: String, of _: Value.Type, _ inner: [TraceDimension], deflateLevel: Int?, in group: Group
  ) throws(HDF5Error) -> Dataset {
    let all = [dimensions[0]] + inner
    let rowBytes = inner.reduce(MemoryLayout<Value>.size) { $0 * $1.size }
    let perChunk = TraceLayout.problemsPerChunk(bytes: rowBytes, problems: all[0].size)
    let storage = Storage(chunk: [perChunk] + inner.map(\.size), deflateLevel: deflateLevel)
    let dataset = try group.createDataset(name, of: Value.self, shape: all.map(\.size), storage: storage)
    try dataset.attach(scales(of: all))
    // The scales are for HDF5's and netCDF's readers; ours needs no heap for this (see `Text`).
    try dataset.attributes.write(TraceLayout.Attribute.dimensions, all.map(\.name).joined(separator: " "))
    return dataset
  }

  private func scales(of dimensions: [TraceDimension]) -> [Dataset] {
    dimensions.compactMap { used in
      self.dimensions.firstIndex { $0.name == used.name }.map { scales[$0] }
    }
  }
}
