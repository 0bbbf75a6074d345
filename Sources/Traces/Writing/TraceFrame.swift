/// Lays out everything of a trace: dimensions, origin, and its arrays, still empty.
///
/// The layout is netCDF-4's. The dimensions are scales at the root, which every group inherits. xarray opens one group at a
/// time and sees only that group's variables, so each group repeats the coordinates of its dimensions.
struct TraceFrame {
  private let root: Group
  private let dimensions: [TraceDimension]
  private let compression: TraceCompression
  /// As `dimensions`. A list, not a dictionary: HDF5 places what it holds back when a dataset is closed, so that the order of
  /// closing decides about the file's bytes.
  private var scales: [Dataset] = []
  /// The coordinates of `problem`, one in each group: 0, 1, 2, ...
  private var numbers: [ArrayStream] = []

  /// Creates the dimension scales.
  init(_ root: Group, dimensions: [TraceDimension], _ compression: TraceCompression) throws(HDF5Error) {
    self.root = root
    self.dimensions = dimensions
    self.compression = compression
    for (number, dimension) in dimensions.enumerated() {
      let scale = try createCoordinate(dimension, in: root)
      try scale.becomeScale(dimension.name, number: number)
      if let labels = dimension.labels {
        try scale.attributes.write(TraceLayout.Attribute.labels, labels.joined(separator: TraceLayout.labelSeparator))
      }
      scales.append(scale)
    }
  }

  /// The arrays about problems.
  mutating func createColumns(of problems: TraceProblems) throws(HDF5Error) -> ProblemStreams {
    var columns = [
      try createColumn("tokens fed to the model", TraceLayout.tokens, .uint8, [problems.position], in: root)
    ]
    let group = try root.createGroup(TraceLayout.problems)
    try repeatCoordinates(of: problems.columns.flatMap(\.dimensions), in: group)
    for column in TraceLayout.standardColumns {
      columns.append(try createColumn(column.meaning, column.name, column.type, [], in: group))
    }
    for column in problems.columns {
      columns.append(try createColumn(column.meaning, column.name, .uint8, column.dimensions, in: group))
    }
    return ProblemStreams(columns)
  }

  /// The arrays of hooks in a group of their own.
  mutating func createHooks(
    _ hooks: [TraceHook], _ precision: TracePrecision, rowsPerChunk: Int, in name: String
  ) throws(HDF5Error) -> [ArrayStream] {
    let group = try root.createGroup(name)
    try repeatCoordinates(of: hooks.flatMap(\.dimensions), in: group)
    var streams: [ArrayStream] = []
    for hook in hooks {
      let dataset = try create(hook.name, precision.elementType, hook.dimensions, rowsPerChunk: rowsPerChunk, in: group)
      streams.append(ArrayStream(dataset, type: precision.elementType, rowsPerChunk: rowsPerChunk))
    }
    return streams
  }

  /// The problems' numbers; once all groups are there.
  var problemNumbers: [ArrayStream] { numbers }

  // MARK: - Coordinates

  /// The coordinate variable of a dimension: its labels, or 0, 1, 2, ...
  private mutating func createCoordinate(_ dimension: TraceDimension, in group: Group) throws(HDF5Error) -> Dataset {
    if let labels = dimension.labels { return try group.createDataset(dimension.name, texts: labels) }
    let isProblem = dimension.name == dimensions[0].name
    let blocks = TraceLayout.rowsPerChunk(rowBytes: ElementType.int64.size, rows: dimension.size)
    // The chunks of an array that does not grow may not reach beyond it.
    let rows = isProblem ? blocks : min(blocks, dimension.size)
    let storage = Storage(chunk: [rows], compression: TraceLayout.numberCompression)
    let dataset = try group.createDataset(
      dimension.name, of: .int64, shape: [dimension.size], grows: isProblem, storage: storage)
    var stream = ArrayStream(dataset, type: .int64, rowsPerChunk: rows)
    guard !isProblem else {
      numbers.append(stream)
      return dataset
    }
    let encoder = ChunkEncoder(TraceLayout.numberCompression)
    try stream.appendNumbers(to: dimension.size, encoder)
    return dataset
  }

  private mutating func repeatCoordinates(of used: [TraceDimension], in group: Group) throws(HDF5Error) {
    let names = Set(used.map(\.name)).union([dimensions[0].name])
    for dimension in dimensions where names.contains(dimension.name) {
      try createCoordinate(dimension, in: group).attach(scales(of: [dimension]))
    }
  }

  // MARK: - Arrays

  private func createColumn(
    _ meaning: String, _ name: String, _ type: ElementType, _ inner: [TraceDimension], in group: Group
  ) throws(HDF5Error) -> ArrayStream {
    let rows = TraceLayout.rowsPerChunk(
      rowBytes: inner.reduce(type.size) { $0 * $1.size }, rows: dimensions[0].size)
    let dataset = try create(name, type, inner, rowsPerChunk: rows, in: group)
    try dataset.attributes.write(TraceLayout.Attribute.meaning, meaning)
    return ArrayStream(dataset, type: type, rowsPerChunk: rows)
  }

  private func create(
    _ name: String, _ type: ElementType, _ inner: [TraceDimension], rowsPerChunk: Int, in group: Group
  ) throws(HDF5Error) -> Dataset {
    let all = [dimensions[0]] + inner
    let storage = Storage(chunk: [rowsPerChunk] + inner.map(\.size), compression: compression)
    let dataset = try group.createDataset(name, of: type, shape: all.map(\.size), grows: true, storage: storage)
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
