/// The arrays about problems while they are written.
struct ProblemStreams {
  /// Tokens, the standard columns, then the trace's own.
  private var streams: [ArrayStream]

  init(_ streams: [ArrayStream]) { self.streams = streams }

  /// Problems received so far.
  var written: Int { streams.first?.written ?? 0 }

  /// Adds problems; their parts have been checked.
  mutating func append(_ problems: TraceProblems, _ encoder: ChunkEncoder) throws(HDF5Error) {
    // Signed throughout: numpy turns the difference of a signed and an unsigned 64-bit column into floating point.
    let sum = zip(problems.a, problems.b).map(+)
    let correct = zip(sum, problems.answer).map { UInt8($0 == $1 ? 1 : 0) }
    try streams[0].append(numbers: problems.tokens, encoder)
    for (index, numbers) in [problems.a, problems.b, sum, problems.answer].enumerated() {
      try streams[1 + index].append(numbers: numbers, encoder)
    }
    for (index, values) in ([correct] + problems.columns.map(\.values)).enumerated() {
      try streams[5 + index].append(numbers: values, encoder)
    }
  }
}

extension ArrayStream {
  /// Adds rows of numbers.
  mutating func append<Number: FixedWidthInteger>(numbers: [Number], _ encoder: ChunkEncoder) throws(HDF5Error) {
    let stored = numbers.map(\.littleEndian)
    try stored.withUnsafeBufferPointer { (numbers) throws(HDF5Error) in try append(UnsafeRawBufferPointer(numbers), encoder) }
  }

  /// Adds rows that bear their own numbers, up to a number of rows in all.
  mutating func appendNumbers(to end: Int, _ encoder: ChunkEncoder) throws(HDF5Error) {
    while written < end {
      try append(numbers: Array(Int64(written)..<Int64(min(end, written + rowsPerChunk))), encoder)
    }
  }
}
