import Files

/// Writes a trace, hook by hook and problem by problem, without holding it in memory.
///
/// The file gets its name only in `finish`; a writer that ends otherwise leaves nothing behind. A writer stays within one
/// thread at a time: it cannot be copied and is not `Sendable`.
public struct TraceWriter: ~Copyable {
  /// Which of a hook's arrays.
  public enum Kind: Hashable, Sendable {
    /// What the hook's place computes.
    case activation
    /// The loss's gradient there.
    case gradient
  }

  /// How many problems the trace is going to have.
  public let problemCount: Int
  /// The hooks whose activations it is going to have.
  public let hooks: [TraceHook]
  /// The hooks whose gradients it is going to have.
  public let gradients: [TraceHook]
  /// The problems that were there before: those of a trace that is appended to.
  public let firstProblem: Int

  /// How the arrays are compressed.
  let compression: TraceCompression
  private let pending: PendingFile
  private let file: File
  private let template: TraceProblems
  private let precision: TracePrecision
  private let encoder: ChunkEncoder
  /// The problems' numbers are deflated in any case: they would be a good part of a small trace.
  private let numberEncoder = ChunkEncoder(TraceLayout.numberCompression)
  private var numbers: [ArrayStream]
  private var columns: ProblemStreams
  /// Activations, then gradients.
  private(set) var arrays: [ArrayStream]
  /// Bytes put since the kernel was last asked to bring them to the disk.
  private var waitingBytes = 0

  /// Begins a trace: writes everything but the activations.
  /// - Parameters:
  ///   - path: where the finished trace will stand; a file there is replaced in `finish`, not before.
  ///   - description: what the trace is of.
  ///   - compression: of all arrays; plain storage is the fastest.
  /// - Throws: `TraceError.description` for parts that contradict each other, `.output` or `.storage` if the file cannot
  ///   be written.
  public static func create(
    _ path: String, description: TraceDescription, compression: TraceCompression = .none
  ) throws(TraceError) -> TraceWriter {
    let pending = try TraceError.output { () throws(FileError) in try PendingFile(for: path) }
    return try create(pending, description, compression)
  }

  /// Begins a trace in a file that has been prepared.
  static func create(
    _ pending: consuming PendingFile, _ description: TraceDescription, _ compression: TraceCompression
  ) throws(TraceError) -> TraceWriter {
    let dimensions = try description.checkedDimensions()
    try compression.check()
    let temporaryPath = pending.temporaryPath
    let rows = TraceLayout.problemsPerChunk(
      hookBytes: (description.hooks + description.gradients).map {
        $0.valuesPerProblem * description.precision.elementType.size
      }, problems: description.problemCount)
    let (file, numbers, columns, arrays) = try TraceError.on(pending.path) {
      () throws(HDF5Error) -> (File, [ArrayStream], ProblemStreams, [ArrayStream]) in
      let file = try File.create(temporaryPath)
      let root = try file.root()
      try description.provenance.write(to: root.attributes)
      var frame = try TraceFrame(root, dimensions: dimensions, compression)
      let columns = try frame.createColumns(of: description.problems)
      var arrays = try frame.createHooks(
        description.hooks, description.precision, rowsPerChunk: rows, in: TraceLayout.activations)
      if !description.gradients.isEmpty {
        arrays += try frame.createHooks(
          description.gradients, description.precision, rowsPerChunk: rows, in: TraceLayout.gradients)
      }
      if !description.model.isEmpty { try ModelTensors(root).write(description.model) }
      return (file, frame.problemNumbers, columns, arrays)
    }
    var writer = TraceWriter(
      pending, file, description, compression, numbers: numbers, columns: columns, arrays: arrays)
    if description.problems.count > 0 { try writer.append(description.problems) }
    return writer
  }

  /// Goes on in a file whose arrays have been opened.
  init(
    _ pending: consuming PendingFile, _ file: File, _ description: TraceDescription, _ compression: TraceCompression,
    numbers: [ArrayStream], columns: ProblemStreams, arrays: [ArrayStream]
  ) {
    problemCount = description.problemCount
    hooks = description.hooks
    gradients = description.gradients
    precision = description.precision
    template = description.problems
    firstProblem = columns.written
    self.pending = pending
    self.file = file
    self.compression = compression
    encoder = ChunkEncoder(compression)
    self.numbers = numbers
    self.columns = columns
    self.arrays = arrays
  }

  // MARK: - Problems

  /// Adds the next problems, with the columns that were described.
  /// - Throws: `TraceError.description` for columns of other lengths, names or dimensions, `.storage` when the disk is full.
  public mutating func append(_ problems: TraceProblems) throws(TraceError) {
    try problems.checkColumns()
    guard problems.hasColumns(of: template) else { throw .description("problems came with other columns than described") }
    guard columns.written + problems.count <= problemCount else {
      throw .description("\(columns.written + problems.count) problems came for a trace of \(problemCount)")
    }
    try TraceError.on(pending.path) { () throws(HDF5Error) in
      try columns.append(problems, encoder)
      for index in numbers.indices { try numbers[index].appendNumbers(to: columns.written, numberEncoder) }
    }
  }

  // MARK: - Values

  /// Adds the values of one hook for consecutive problems.
  ///
  /// Each hook's problems come in order, in portions of any size.
  /// - Parameter values: `[problem, dimensions of the hook...]`, rounded to the trace's precision.
  /// - Throws: `TraceError.unknownHook`, `.outOfOrder`, `.wrongCount`, or `.storage` when the disk is full.
  public mutating func write(
    _ kind: Kind = .activation, hook name: String, problems: Range<Int>, values: Span<Float>
  ) throws(TraceError) {
    let index = try index(kind, name)
    let (stream, hook) = (arrays[index], (hooks + gradients)[index])
    guard problems.lowerBound == stream.written, problems.upperBound <= problemCount else {
      throw .outOfOrder(hook: name, expected: stream.written, got: problems)
    }
    let expected = problems.count * hook.valuesPerProblem
    guard values.count == expected else { throw .wrongCount(hook: name, expected: expected, got: values.count) }
    let bytes = values.withUnsafeBufferPointer { precision.stored($0) }
    try TraceError.on(pending.path) { () throws(HDF5Error) in
      try bytes.withUnsafeBufferPointer { (bytes) throws(HDF5Error) in
        try arrays[index].append(UnsafeRawBufferPointer(bytes), encoder)
      }
    }
  }

  private func index(_ kind: Kind, _ name: String) throws(TraceError) -> Int {
    let (list, first) = kind == .activation ? (hooks, 0) : (gradients, hooks.count)
    guard let index = list.firstIndex(where: { $0.name == name }) else {
      throw .unknownHook(name, known: list.map(\.name))
    }
    return first + index
  }

  /// Adds a chunk to an array, by its place in `arrays`.
  mutating func put(_ chunk: ChunkEncoder.Encoded, rows: Int, array index: Int) throws(TraceError) {
    try TraceError.on(pending.path) { () throws(HDF5Error) in try arrays[index].put(chunk, rows: rows) }
    waitingBytes += chunk.bytes.count
    guard waitingBytes >= TraceLayout.writingBackBytes else { return }
    pending.beginWritingBack()
    waitingBytes = 0
  }

  /// Adds rows to an array in whose chunk others stand already.
  mutating func append(_ rows: UnsafeRawBufferPointer, array index: Int) throws(TraceError) {
    try TraceError.on(pending.path) { () throws(HDF5Error) in try arrays[index].append(rows, encoder) }
  }

  // MARK: - The end

  /// Completes the trace and gives it its name.
  /// - Parameter isUnwanted: asked last, when everything is on the disk.
  /// - Returns: the file's size in bytes.
  /// - Throws: `TraceError.unfinished` if problems or a hook's values lack, `.storage` or `.output` if the disk refuses,
  ///   `.stopped` if the trace is no longer wanted; then no trace is left behind.
  @discardableResult
  public consuming func finish(unless isUnwanted: () -> Bool = { false }) throws(TraceError) -> Int {
    let problemCount = problemCount
    guard columns.written == problemCount else {
      throw .unfinished(hook: "problems", written: columns.written, of: problemCount)
    }
    for (stream, hook) in zip(arrays, hooks + gradients) where stream.written < problemCount {
      throw .unfinished(hook: hook.name, written: stream.written, of: problemCount)
    }
    // Everything in the file is closed before the file.
    (arrays, numbers, columns) = ([], [], ProblemStreams([]))
    let file = self.file
    let bytes = try TraceError.on(pending.path) { () throws(HDF5Error) in
      try file.flush()
      try file.root().attributes.write(TraceLayout.Attribute.complete, UInt8(1))
      try file.flush()
      let bytes = try file.size()
      try file.close()
      return bytes
    }
    let isThere: Bool
    do { isThere = try pending.commit(unless: isUnwanted) } catch { throw .output(error) }
    guard isThere else { throw .stopped }
    return bytes
  }
}
