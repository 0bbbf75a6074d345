#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The system's `open`, which `TraceReader.open` hides.
private func posixOpen(_ path: String, _ flags: Int32) -> Int32 { open(path, flags) }

/// Reads a trace.
///
/// What `open` accepts is whole and consistent: finished by its writer, every size backed by bytes of the file, so that no
/// read allocates more than the file can account for. Checksums are verified as values are read. A reader stays within one
/// thread at a time (it is not `Sendable`); several may read one file.
public struct TraceReader {
  /// The file's path.
  public let path: String
  /// Where the trace comes from.
  public let provenance: TraceProvenance
  /// The hooks with activations, in the order of recording.
  public let hooks: [TraceHook]
  /// The hooks with gradients, in the order of recording.
  public let gradients: [TraceHook]
  /// The numbers' format in the file; float32 where there are none.
  public let precision: TracePrecision
  /// The tokens' dimension, labelled.
  public let position: TraceDimension
  /// How many problems the trace has.
  public var problemCount: Int { inspector.problemCount }

  private let file: File
  private let inspector: TraceInspector
  private let tokens: Dataset
  private let arrays: [TraceWriter.Kind: [String: Dataset]]

  /// Opens a finished trace.
  /// - Throws: `TraceError.missing`, `.notATrace`, `.newerFormat`, `.incomplete` or `.malformed`.
  public static func open(_ path: String) throws(TraceError) -> TraceReader { try TraceReader(path) }

  private init(_ path: String) throws(TraceError) {
    let bytes = try Self.fileBytes(path)
    file = try Self.file(path)
    let file = self.file
    let root = try TraceInspector.reading(path) { () throws(HDF5Error) in try file.root() }
    provenance = try TraceProvenance(root.attributes, path: path)
    var inspector = try TraceInspector(root, path: path, fileBytes: bytes)

    let (tokens, inner) = try inspector.array(TraceLayout.tokens, of: UInt8.self, in: root)
    guard inner.count == 1 else { throw .malformed(path: path, reason: "/tokens is not [problem, position]") }
    var hooks: [TraceWriter.Kind: [TraceHook]] = [:]
    var arrays: [TraceWriter.Kind: [String: Dataset]] = [:]
    var precisions: Set<TracePrecision> = []
    for (kind, name) in [(TraceWriter.Kind.activation, TraceLayout.activations), (.gradient, TraceLayout.gradients)] {
      guard let (group, names) = try inspector.groupIfPresent(name) else { continue }
      for name in names {
        let (dataset, hook, precision) = try inspector.hook(name, in: group)
        hooks[kind, default: []].append(hook)
        arrays[kind, default: [:]][name] = dataset
        precisions.insert(precision)
      }
    }
    guard precisions.count <= 1 else {
      throw .malformed(path: path, reason: "its arrays have numbers of \(precisions.count) formats where one was expected")
    }
    self.path = path
    self.hooks = hooks[.activation] ?? []
    gradients = hooks[.gradient] ?? []
    precision = precisions.first ?? .float32
    self.position = inner[0]
    self.inspector = inspector
    self.tokens = tokens
    self.arrays = arrays
  }

  /// Reads one hook's activations for consecutive problems.
  /// - Returns: `[problem, dimensions of the hook...]`, row by row.
  /// - Throws: `TraceError.unknownHook`, `.outOfRange`, or `.malformed` where a checksum fails.
  public func read(_ name: String, problems: Range<Int>) throws(TraceError) -> [Float] {
    try rows(problems, of: dataset(.activation, name), as: Float.self)
  }

  /// Reads one hook's activations or gradients for consecutive problems, in float64, which holds whatever the file holds.
  /// - Returns: `[problem, dimensions of the hook...]`, row by row.
  /// - Throws: `TraceError.unknownHook`, `.outOfRange`, or `.malformed` where a checksum fails.
  public func readDoubles(
    _ kind: TraceWriter.Kind, _ name: String, problems: Range<Int>
  ) throws(TraceError) -> [Double] {
    try rows(problems, of: dataset(kind, name), as: Double.self)
  }

  private func dataset(_ kind: TraceWriter.Kind, _ name: String) throws(TraceError) -> Dataset {
    guard let dataset = arrays[kind]?[name] else {
      throw .unknownHook(name, known: (kind == .activation ? hooks : gradients).map(\.name))
    }
    return dataset
  }

  /// Problems of a chunk of a hook's array.
  func rowsPerChunk(_ kind: TraceWriter.Kind, _ name: String) throws(TraceError) -> Int {
    let dataset = try dataset(kind, name)
    return try TraceInspector.reading(path) { () throws(HDF5Error) in try dataset.chunk()?.first ?? 1 }
  }

  /// How the arrays are compressed; nil where there are none or they are of several kinds.
  /// - Throws: `TraceError.malformed`.
  public func compression() throws(TraceError) -> TraceCompression? {
    var found: Set<TraceCompression> = []
    for dataset in arrays.values.flatMap(\.values) {
      found.insert(try TraceInspector.reading(path) { () throws(HDF5Error) in try dataset.compression() })
    }
    return found.count == 1 ? found.first : nil
  }

  /// Reads the tokens of consecutive problems.
  /// - Returns: `[problem, position]`.
  /// - Throws: `TraceError.outOfRange`, or `.malformed` where a checksum fails.
  public func readTokens(problems: Range<Int>) throws(TraceError) -> [UInt8] {
    try rows(problems, of: tokens, as: UInt8.self)
  }

  /// Reads consecutive problems with all their columns.
  /// - Parameter range: nil for all.
  /// - Throws: `TraceError.outOfRange`, `.malformed`.
  public func readProblems(_ range: Range<Int>? = nil) throws(TraceError) -> TraceProblems {
    var inspector = inspector
    let all = range ?? 0..<problemCount
    let (group, names) = try inspector.group(TraceLayout.problems)
    func numbers(_ name: String) throws(TraceError) -> [Int64] {
      let (dataset, inner) = try inspector.array(name, of: Int64.self, in: group)
      guard inner.isEmpty else { throw .malformed(path: path, reason: "\(dataset.path) is not [problem]") }
      return try rows(all, of: dataset, as: Int64.self)
    }
    let (a, b, answer) = (try numbers("a"), try numbers("b"), try numbers("answer"))
    var columns: [TraceColumn] = []
    for name in names where !TraceLayout.standardColumnNames.contains(name) {
      let (dataset, inner) = try inspector.array(name, of: UInt8.self, in: group)
      let meaning = try TraceInspector.reading(path) { () throws(HDF5Error) in
        try dataset.attributes.readText(TraceLayout.Attribute.meaning)
      }
      let values = try rows(all, of: dataset, as: UInt8.self)
      columns.append(TraceColumn(name, meaning: meaning, dimensions: inner, values: values))
    }
    return TraceProblems(
      a: a, b: b, answer: answer, position: position, tokens: try readTokens(problems: all), columns: columns)
  }

  private func rows<Value: Element>(
    _ rows: Range<Int>, of dataset: Dataset, as _: Value.Type
  ) throws(TraceError) -> [Value] {
    guard rows.lowerBound >= 0, rows.upperBound <= problemCount else { throw .outOfRange(rows, count: problemCount) }
    return try TraceInspector.reading(path) { () throws(HDF5Error) in try dataset.read(Value.self, rows: rows) }
  }

  // MARK: - Opening

  private static func fileBytes(_ path: String) throws(TraceError) -> UInt64 {
    guard !path.utf8.contains(0) else { throw .missing(path: path, reason: "that is not a file name") }
    // Without waiting, should the path be a pipe.
    let descriptor = posixOpen(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .missing(path: path, reason: String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .missing(path: path, reason: "it is not a file")
    }
    let bytes = UInt64(clamping: status.st_size)
    try Superblock.check(descriptor, path: path, fileBytes: bytes)
    return bytes
  }

  private static func file(_ path: String) throws(TraceError) -> File {
    try TraceInspector.reading(path) { () throws(HDF5Error) in try ZstandardFilter.register() }
    do {
      return try File.open(path)
    } catch {
      // The format keeps a mark in the file from its creation until it is closed.
      if error.reason.contains("already open for write") { throw .incomplete(path: path) }
      throw .malformed(path: path, reason: String(describing: error))
    }
  }
}
