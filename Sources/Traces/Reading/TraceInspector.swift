import CHDF5

/// Judges what a file claims to hold before anything of it is read into memory.
///
/// A file from outside may lie: about sizes, types, names, filters, or where its bytes are. Each array is accepted only if its
/// chunks lie in this very file, pass only through filters a trace uses, and have enough stored bytes for the claimed size.
struct TraceInspector {
  let path: String
  let root: Group
  let problemCount: Int
  private let fileBytes: UInt64
  private var dimensions: [String: TraceDimension] = [:]

  init(_ root: Group, path: String, fileBytes: UInt64) throws(TraceError) {
    self.path = path
    self.root = root
    self.fileBytes = fileBytes
    let shape = try Self.reading(path) { () throws(HDF5Error) in try root.openDataset("problem").shape }
    guard shape.count == 1, let count = shape.first, count > 0 else {
      throw .malformed(path: path, reason: "/problem has the shape \(shape) where a list was expected")
    }
    problemCount = count
  }

  /// A group that not every trace has.
  func groupIfPresent(_ name: String) throws(TraceError) -> (group: Group, variables: [String])? {
    try Self.reading(path) { () throws(HDF5Error) in try root.contains(name) } ? try group(name) : nil
  }

  /// A group and its variables: everything in it but repeated coordinates.
  func group(_ name: String) throws(TraceError) -> (group: Group, variables: [String]) {
    try Self.reading(path) { () throws(HDF5Error) in
      let group = try root.openGroup(name)
      var variables: [String] = []
      for name in try group.names() where try !root.contains(name) { variables.append(name) }
      return (group, variables)
    }
  }

  /// Opens an array `[problem, dimensions...]` of small numbers and judges it.
  mutating func array<Value: Element>(
    _ name: String, of _: Value.Type, in group: Group
  ) throws(TraceError) -> (dataset: Dataset, inner: [TraceDimension]) {
    let dataset = try Self.reading(path) { () throws(HDF5Error) in try group.openDataset(name) }
    guard try Self.reading(path, { () throws(HDF5Error) in try dataset.holds(Value.self) }) else {
      throw .malformed(path: path, reason: "\(dataset.path) is not of the type \(Value.self)")
    }
    return (dataset, try judge(dataset, elementBytes: MemoryLayout<Value>.size))
  }

  /// Opens an array of a hook and judges it.
  mutating func hook(
    _ name: String, in group: Group
  ) throws(TraceError) -> (dataset: Dataset, hook: TraceHook, precision: TracePrecision) {
    let dataset = try Self.reading(path) { () throws(HDF5Error) in try group.openDataset(name) }
    let type = try Self.reading(path) { () throws(HDF5Error) in try dataset.floatingPointType() }
    guard let type, let precision = TracePrecision(type) else {
      throw .malformed(path: path, reason: "\(dataset.path) is not of floating-point numbers of 16, 32 or 64 bits")
    }
    return (dataset, TraceHook(name, try judge(dataset, elementBytes: type.size)), precision)
  }

  /// Judges an array's shape, names and storage; returns the dimensions after `problem`.
  private mutating func judge(_ dataset: Dataset, elementBytes: Int) throws(TraceError) -> [TraceDimension] {
    guard (1...8).contains(dataset.shape.count) else {
      throw .malformed(path: path, reason: "\(dataset.path) has \(dataset.shape.count) dimensions")
    }
    try judgeStorage(of: dataset, elementBytes: elementBytes)
    let text = try Self.reading(path) { () throws(HDF5Error) in
      try dataset.attributes.readText(TraceLayout.Attribute.dimensions)
    }
    let names = text.split(separator: " ").map(String.init)
    guard names.count == dataset.shape.count, names.first == "problem", dataset.shape[0] == problemCount else {
      throw .malformed(
        path: path, reason: "\(dataset.path) is \(names) of \(dataset.shape) where \(problemCount) problems were expected")
    }
    var inner: [TraceDimension] = []
    for (name, size) in zip(names, dataset.shape).dropFirst() {
      let dimension = try dimension(name)
      guard dimension.size == size else {
        throw .malformed(
          path: path, reason: "\(dataset.path) has size \(size) along '\(name)', which has \(dimension.size) places")
      }
      inner.append(dimension)
    }
    return inner
  }

  /// The dimension of that name, with its labels.
  private mutating func dimension(_ name: String) throws(TraceError) -> TraceDimension {
    if let known = dimensions[name] { return known }
    do { try TraceLayout.checkName(name) } catch {
      throw .malformed(path: path, reason: "a dimension has an impossible name")
    }
    let scale = try Self.reading(path) { () throws(HDF5Error) in try root.openDataset(name) }
    guard scale.shape.count == 1, let size = scale.shape.first, size > 0 else {
      throw .malformed(path: path, reason: "the dimension '\(name)' has the shape \(scale.shape)")
    }
    var dimension = TraceDimension(name, size: size)
    let text = try Self.reading(path) { () throws(HDF5Error) -> String? in
      let has = try scale.attributes.contains(TraceLayout.Attribute.labels)
      return has ? try scale.attributes.readText(TraceLayout.Attribute.labels) : nil
    }
    if let text {
      dimension = TraceDimension(
        name, labels: text.split(separator: TraceLayout.labelSeparator, omittingEmptySubsequences: false).map(String.init))
      guard dimension.size == size else {
        throw .malformed(path: path, reason: "the dimension '\(name)' has \(dimension.size) labels for \(size) places")
      }
    }
    dimensions[name] = dimension
    return dimension
  }

  private static let filters: Set = [
    H5Z_FILTER_DEFLATE, H5Z_FILTER_SHUFFLE, H5Z_FILTER_FLETCHER32, chdf5_zstandard(),
  ]

  /// How many times fewer bytes a filter can make at most: deflate has 2 bits for 258 bytes, Zstandard a block of 4 bytes for
  /// 128 KiB.
  private static func greatestRatio(_ filter: H5Z_filter_t) -> UInt64 {
    if filter == H5Z_FILTER_DEFLATE { return 1032 }
    return filter == chdf5_zstandard() ? 32_768 : 1
  }

  /// Checks that the claimed size is backed by bytes of this file.
  private func judgeStorage(of dataset: Dataset, elementBytes: Int) throws(TraceError) {
    let (chunk, filters) = try Self.reading(path) { () throws(HDF5Error) in (try dataset.chunk(), try dataset.filters()) }
    guard let chunk, chunk.count == dataset.shape.count else {
      throw .malformed(path: path, reason: "\(dataset.path) is not stored in chunks")
    }
    guard Set(filters).isSubset(of: Self.filters) else {
      throw .malformed(path: path, reason: "\(dataset.path) is stored with the filters \(filters), which no trace uses")
    }
    let ratio = filters.reduce(1) { max($0, Self.greatestRatio($1)) }
    let stored = dataset.storedBytes()
    let (greatest, overflow) = stored.multipliedReportingOverflow(by: ratio)
    for (what, extents) in [("array", dataset.shape), ("chunk", chunk)] {
      let claimed = Self.bytes(extents, elementBytes)
      guard let claimed, stored <= fileBytes, !overflow, claimed <= greatest,
        what == "array" || claimed <= UInt64(TraceLayout.greatestChunkBytes)
      else {
        throw .malformed(
          path: path,
          reason: "\(dataset.path) claims an \(what) of \(extents) values, but the file holds only \(stored) bytes of it")
      }
    }
  }

  /// The bytes of an array, or `nil` if they cannot be counted.
  private static func bytes(_ extents: [Int], _ elementBytes: Int) -> UInt64? {
    var bytes = UInt64(elementBytes)
    for extent in extents {
      guard let extent = UInt64(exactly: extent) else { return nil }
      let (product, overflow) = bytes.multipliedReportingOverflow(by: extent)
      if overflow { return nil }
      bytes = product
    }
    return bytes
  }

  /// Runs HDF5 code on a file being read, where every failure means that the file is not as it should be.
  static func reading<Result>(_ path: String, _ body: () throws(HDF5Error) -> Result) throws(TraceError) -> Result {
    do {
      return try body()
    } catch {
      throw .malformed(path: path, reason: String(describing: error))
    }
  }
}
