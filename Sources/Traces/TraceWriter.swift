import Checkpoints
import Files

/// Writes a trace, hook by hook and problem by problem, without holding it in memory.
///
/// The file gets its name only in `finish`; a writer that ends otherwise leaves nothing behind. A writer stays within one
/// thread at a time: it cannot be copied and is not `Sendable`.
public struct TraceWriter: ~Copyable {
  /// How many problems the trace is going to have.
  public let problemCount: Int
  /// The hooks it is going to have.
  public let hooks: [TraceHook]

  private let pending: PendingFile
  private let file: File
  private var streams: [HookStream]
  private let indices: [String: Int]

  /// Begins a trace: writes everything but the activations.
  /// - Parameters:
  ///   - path: where the finished trace will stand; a file there is replaced in `finish`, not before.
  ///   - description: what the trace is of.
  ///   - compression: of the activations; plain storage is the fastest, level 1 a quarter of the size.
  /// - Throws: `TraceError.description` for parts that contradict each other, `.output` or `.storage` if the file cannot
  ///   be written.
  public static func create(
    _ path: String, description: TraceDescription, compression: TraceCompression = .none
  ) throws(TraceError) -> TraceWriter {
    let pending = try TraceError.output { () throws(FileError) in try PendingFile(for: path) }
    return try TraceWriter(pending, description, compression)
  }

  /// Begins a trace in a file that has been prepared.
  init(
    _ pending: consuming PendingFile, _ description: TraceDescription, _ compression: TraceCompression
  ) throws(TraceError) {
    let dimensions = try description.checkedDimensions()
    let level = try compression.checkedLevel()
    let temporaryPath = pending.temporaryPath
    let (file, streams) = try TraceError.on(pending.path) { () throws(HDF5Error) in
      let file = try File.create(temporaryPath)
      let root = try file.root()
      try description.provenance.write(to: root.attributes)
      let frame = try TraceFrame(root, dimensions: dimensions)
      try frame.write(description.problems)
      return (file, try frame.createHooks(description.hooks, deflateLevel: level))
    }
    self.problemCount = description.problems.count
    self.hooks = description.hooks
    self.pending = pending
    self.file = file
    self.streams = streams
    self.indices = Dictionary(uniqueKeysWithValues: description.hooks.enumerated().map { ($1.name, $0) })
  }

  /// Adds the values of one hook for consecutive problems.
  ///
  /// Each hook's problems come in order, in portions of any size; portions of whole blocks of sixteen problems are the fast way.
  /// - Parameter values: `[problem, dimensions of the hook...]`.
  /// - Throws: `TraceError.unknownHook`, `.outOfOrder`, `.wrongCount`, or `.storage` when the disk is full.
  public mutating func write(hook name: String, problems: Range<Int>, values: Span<Float>) throws(TraceError) {
    guard let index = indices[name] else { throw .unknownHook(name, known: hooks.map(\.name)) }
    try streams[index].append(values, problems: problems, path: pending.path)
  }

  /// Completes the trace and gives it its name.
  /// - Returns: the file's size in bytes.
  /// - Throws: `TraceError.unfinished` if a hook lacks problems, `.storage` or `.output` if the disk refuses; then no trace
  ///   is left behind.
  @discardableResult
  public consuming func finish() throws(TraceError) -> Int {
    for stream in streams where stream.written < problemCount {
      throw .unfinished(hook: stream.hook.name, written: stream.written, of: problemCount)
    }
    streams = []
    let file = self.file
    let bytes = try TraceError.on(pending.path) { () throws(HDF5Error) in
      try file.flush()
      try file.root().attributes.write(TraceLayout.Attribute.complete, UInt8(1))
      try file.flush()
      let bytes = try file.size()
      try file.close()
      return bytes
    }
    do { try pending.commit() } catch { throw .output(error) }
    return bytes
  }
}
