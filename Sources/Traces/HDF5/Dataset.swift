import CHDF5

/// A dataset: an array on disk whose first dimension is read and written by rows.
struct Dataset {
  let identifier: Identifier
  /// Path within the file, for messages.
  let path: String
  private(set) var shape: [Int]

  var attributes: Attributes { Attributes(object: identifier) }

  /// Writes consecutive rows.
  func write<Value: Element>(_ values: Span<Value>, rows: Range<Int>) throws(HDF5Error) {
    let memory = try Dataspace(shape: [rows.count] + shape.dropFirst())
    let place = try Dataspace(shape: shape)
    try place.select(rows: rows, of: shape)
    try Library.call("write \(path)") {
      values.withUnsafeBufferPointer {
        H5Dwrite(
          identifier.raw, Value.native(), memory.identifier.raw, place.identifier.raw, chdf5_default(), $0.baseAddress)
      }
    }
  }

  /// Writes one chunk whose bytes have been through the filters already.
  /// - Parameter row: the chunk's first; chunks reach over all of the other dimensions.
  func write(_ chunk: ChunkEncoder.Encoded, row: Int) throws(HDF5Error) {
    var offset = [hsize_t](repeating: 0, count: shape.count)
    offset[0] = hsize_t(row)
    try Library.call("write \(path)") {
      H5Dwrite_chunk(
        identifier.raw, chdf5_default(), chunk.filterMask, offset, chunk.bytes.count, chunk.bytes.baseAddress)
    }
  }

  /// Makes room for more rows; the dataset was created to grow.
  mutating func extend(toRows rows: Int) throws(HDF5Error) {
    shape[0] = rows
    let extents = shape.map { hsize_t($0) }
    try Library.call("extend \(path)") { H5Dset_extent(identifier.raw, extents) }
  }

  /// Reads consecutive rows as they stand in the file: numbers in little-endian order.
  func readStored(_ type: ElementType, rows: Range<Int>) throws(HDF5Error) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: rows.count * shape.dropFirst().reduce(type.size, *))
    if bytes.isEmpty { return bytes }
    let memory = try Dataspace(shape: [rows.count] + shape.dropFirst())
    let place = try Dataspace(shape: shape)
    try place.select(rows: rows, of: shape)
    try Library.call("read \(path)") {
      bytes.withUnsafeMutableBytes {
        H5Dread(
          identifier.raw, type.stored(), memory.identifier.raw, place.identifier.raw, chdf5_default(), $0.baseAddress)
      }
    }
    return bytes
  }

  /// Reads consecutive rows into `values`, which has room for exactly them.
  func read<Value: Element>(into values: UnsafeMutableBufferPointer<Value>, rows: Range<Int>) throws(HDF5Error) {
    let memory = try Dataspace(shape: [rows.count] + shape.dropFirst())
    let place = try Dataspace(shape: shape)
    try place.select(rows: rows, of: shape)
    try Library.call("read \(path)") {
      H5Dread(
        identifier.raw, Value.native(), memory.identifier.raw, place.identifier.raw, chdf5_default(), values.baseAddress)
    }
  }

  /// Reads consecutive rows. The caller has judged the dataset's size by its `storedBytes`.
  func read<Value: Element>(_: Value.Type, rows: Range<Int>) throws(HDF5Error) -> [Value] {
    var values = [Value](repeating: .zero, count: rows.count * shape.dropFirst().reduce(1, *))
    if values.isEmpty { return values }
    try values.withUnsafeMutableBufferPointer { (buffer) throws(HDF5Error) in try read(into: buffer, rows: rows) }
    return values
  }

  func holds<Value: Element>(_: Value.Type) throws(HDF5Error) -> Bool {
    let type = try type()
    return try Library.call("read the type of \(path)") { H5Tequal(type.raw, Value.stored()) } > 0
  }

  /// The type of floating-point numbers, nil if it is another.
  func floatingPointType() throws(HDF5Error) -> ElementType? {
    let type = try type()
    for candidate in [ElementType.float32, .float16, .float64]
    where try Library.call("read the type of \(path)", { H5Tequal(type.raw, candidate.stored()) }) > 0 {
      return candidate
    }
    return nil
  }

  private func type() throws(HDF5Error) -> Identifier {
    try Identifier("read the type of \(path)", closing: H5Tclose) { H5Dget_type(identifier.raw) }
  }

  /// Bytes of the file that hold this dataset's chunks.
  func storedBytes() -> UInt64 {
    var bytes: hsize_t = 0
    Library.quietly { bytes = H5Dget_storage_size(identifier.raw) }
    return bytes
  }

  /// Extents of one chunk, or `nil` if the dataset is not chunked; a trace's are all chunked.
  func chunk() throws(HDF5Error) -> [Int]? {
    let list = try creationProperties()
    var extents = [hsize_t](repeating: 0, count: Dataspace.greatestRank)
    var rank: Int32 = 0
    Library.quietly {
      if H5Pget_layout(list.raw) == H5D_CHUNKED { rank = H5Pget_chunk(list.raw, Int32(extents.count), &extents) }
    }
    guard rank > 0 else { return nil }
    return extents.prefix(Int(rank)).map { Int(clamping: $0) }
  }

  /// The identifiers of the filters its chunks pass through, in order.
  func filters() throws(HDF5Error) -> [H5Z_filter_t] { try filtersWithSettings().map(\.filter) }

  /// How its chunks are compressed.
  func compression() throws(HDF5Error) -> TraceCompression {
    for (filter, setting) in try filtersWithSettings() {
      if filter == H5Z_FILTER_DEFLATE { return .deflate(level: Int(setting)) }
      if filter == chdf5_zstandard() { return .zstandard(level: Int(setting)) }
    }
    return .none
  }

  /// The filters, each with the first of its settings.
  private func filtersWithSettings() throws(HDF5Error) -> [(filter: H5Z_filter_t, setting: UInt32)] {
    let list = try creationProperties()
    let count = try Library.call("read the filters of \(path)") { H5Pget_nfilters(list.raw) }
    var filters: [(filter: H5Z_filter_t, setting: UInt32)] = []
    for index in 0..<count {
      var (flags, setting): (UInt32, UInt32) = (0, 0)
      var settings = 1
      let filter = try Library.call("read the filters of \(path)") {
        H5Pget_filter2(list.raw, UInt32(index), &flags, &settings, &setting, 0, nil, nil)
      }
      filters.append((filter, setting))
    }
    return filters
  }

  private func creationProperties() throws(HDF5Error) -> Identifier {
    try Identifier("read the layout of \(path)", closing: H5Pclose) { H5Dget_create_plist(identifier.raw) }
  }
}
