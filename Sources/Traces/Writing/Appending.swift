import Files

extension TraceWriter {
  /// Goes on with the trace that stands where the prepared file will: the copy is made here.
  ///
  /// - Parameter description: of the problems to come; `problemCount` counts those alone.
  /// - Throws: `TraceError.differs` if they are not of the same kind, and what `TraceReader.open` throws.
  static func append(
    to pending: consuming PendingFile, _ description: TraceDescription, _ compression: TraceCompression
  ) throws(TraceError) -> TraceWriter {
    var description = description
    let old = try TraceReader.open(pending.path)
    try old.checkAgreement(with: description)
    description.problemCount += old.problemCount
    _ = try description.checkedDimensions()
    description.provenance = old.provenance.followed(by: description.provenance)
    let compression = try old.compression() ?? compression
    try compression.check()
    try TraceError.output { () throws(FileError) in
      try FileCopy.copy(pending.path, to: pending.temporaryPath, of: pending.path)
    }
    let temporaryPath = pending.temporaryPath
    let (file, numbers, columns, arrays) = try TraceError.on(pending.path) { () throws(HDF5Error) in
      let file = try File.openToAppend(temporaryPath)
      let opening = AppendedArrays(root: try file.root(), rows: description.problemCount)
      try opening.root.attributes.remove(TraceLayout.Attribute.complete)
      try description.provenance.write(to: opening.root.attributes)
      return (
        file, try opening.numbers(hasGradients: !description.gradients.isEmpty),
        try opening.columns(description.problems), try opening.hooks(description)
      )
    }
    return TraceWriter(
      pending, file, description, compression, numbers: numbers, columns: columns, arrays: arrays)
  }
}

/// Opens the arrays of a trace and makes room for more problems.
private struct AppendedArrays {
  let root: Group
  /// Problems in all.
  let rows: Int

  func numbers(hasGradients: Bool) throws(HDF5Error) -> [ArrayStream] {
    var streams = [try stream("problem", .int64, in: root)]
    let groups = [TraceLayout.problems, TraceLayout.activations] + (hasGradients ? [TraceLayout.gradients] : [])
    for name in groups { streams.append(try stream("problem", .int64, in: root.openGroup(name))) }
    return streams
  }

  func columns(_ problems: TraceProblems) throws(HDF5Error) -> ProblemStreams {
    var streams = [try stream(TraceLayout.tokens, .uint8, in: root)]
    let group = try root.openGroup(TraceLayout.problems)
    for column in TraceLayout.standardColumns { streams.append(try stream(column.name, column.type, in: group)) }
    for column in problems.columns { streams.append(try stream(column.name, .uint8, in: group)) }
    return ProblemStreams(streams)
  }

  func hooks(_ description: TraceDescription) throws(HDF5Error) -> [ArrayStream] {
    let type = description.precision.elementType
    var streams: [ArrayStream] = []
    for (name, hooks) in [
      (TraceLayout.activations, description.hooks), (TraceLayout.gradients, description.gradients),
    ] where !hooks.isEmpty {
      let group = try root.openGroup(name)
      for hook in hooks { streams.append(try stream(hook.name, type, in: group)) }
    }
    return streams
  }

  private func stream(_ name: String, _ type: ElementType, in group: Group) throws(HDF5Error) -> ArrayStream {
    let dataset = try group.openDataset(name)
    guard let chunk = try dataset.chunk(), let rowsPerChunk = chunk.first,
      Array(chunk.dropFirst()) == Array(dataset.shape.dropFirst())
    else { throw HDF5Error(action: "append to \(dataset.path)", reason: "its chunks are not of whole problems") }
    return try ArrayStream(extending: dataset, type: type, rowsPerChunk: rowsPerChunk, toRows: rows)
  }
}

extension TraceProvenance {
  /// The origin of a trace that has been appended to: what the recordings have in common, and each one's own a line.
  func followed(by next: TraceProvenance) -> TraceProvenance {
    var both = self
    both.commandLine += "\n" + next.commandLine
    both.problemSource = [problemSource, next.problemSource].compactMap(\.self).joined(separator: "\n")
    if suite != next.suite { both.suite = nil }
    if seed != next.seed { both.seed = nil }
    both.version = next.version
    return both
  }
}
