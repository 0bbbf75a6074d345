/// One array while it is written: gathers rows into whole chunks, or takes chunks that are encoded already.
struct ArrayStream {
  let type: ElementType
  let rowsPerChunk: Int
  let rowBytes: Int
  /// Rows received so far.
  private(set) var written: Int
  private let dataset: Dataset
  /// The rows of the chunk that is begun, then room for the others and the checksum; empty between chunks.
  private var chunk: [UInt8] = []

  /// Begins an array.
  init(_ dataset: Dataset, type: ElementType, rowsPerChunk: Int) {
    self.dataset = dataset
    self.type = type
    self.rowsPerChunk = rowsPerChunk
    rowBytes = dataset.shape.dropFirst().reduce(type.size, *)
    written = 0
  }

  /// Goes on with an array that has rows already, after making room for more.
  init(
    extending dataset: consuming Dataset, type: ElementType, rowsPerChunk: Int, toRows rows: Int
  ) throws(HDF5Error) {
    let written = dataset.shape[0]
    let begun = try dataset.readStored(type, rows: written / rowsPerChunk * rowsPerChunk..<written)
    try dataset.extend(toRows: rows)
    self.init(dataset, type: type, rowsPerChunk: rowsPerChunk)
    self.written = written
    if !begun.isEmpty {
      chunk = begun + [UInt8](repeating: 0, count: chunkBytes - begun.count)
    }
  }

  /// Rows in all.
  var total: Int { dataset.shape[0] }
  /// Whether the next row is the first of a chunk.
  var isBetweenChunks: Bool { written.isMultiple(of: rowsPerChunk) }
  /// The size of a chunk's values and their checksum.
  var chunkBytes: Int { rowsPerChunk * rowBytes + ChunkEncoder.checksumBytes }

  /// Adds rows.
  /// - Precondition: no more than are due, and none of them in part.
  mutating func append(_ rows: UnsafeRawBufferPointer, _ encoder: ChunkEncoder) throws(HDF5Error) {
    precondition(rows.count.isMultiple(of: rowBytes) && written + rows.count / rowBytes <= total, "rows come whole")
    var rest = rows[...]
    while !rest.isEmpty {
      if chunk.isEmpty { chunk = [UInt8](repeating: 0, count: chunkBytes) }
      let held = written % rowsPerChunk
      let taken = min(rest.count / rowBytes, rowsPerChunk - held)
      chunk.withUnsafeMutableBytes {
        UnsafeMutableRawBufferPointer(rebasing: $0[(held * rowBytes)...]).copyBytes(from: rest.prefix(taken * rowBytes))
      }
      rest = rest.dropFirst(taken * rowBytes)
      written += taken
      guard isBetweenChunks || written == total else { continue }
      try putChunk(encoder)
    }
  }

  private mutating func putChunk(_ encoder: ChunkEncoder) throws(HDF5Error) {
    let first = (written - 1) / rowsPerChunk * rowsPerChunk
    try encoder.withOutput(bytes: chunkBytes) { (output) throws(HDF5Error) in
      try chunk.withUnsafeMutableBufferPointer { (bytes) throws(HDF5Error) in
        let chunk = UnsafeMutableRawBufferPointer(bytes)
        try dataset.write(encoder.encode(chunk, elementBytes: type.size, into: output), row: first)
      }
    }
    chunk = []
  }

  /// Adds the rows of a whole chunk, or those of the last, which may have fewer.
  /// - Precondition: the stream is between chunks.
  mutating func put(_ encoded: ChunkEncoder.Encoded, rows: Int) throws(HDF5Error) {
    precondition(isBetweenChunks && (rows == rowsPerChunk || written + rows == total), "chunks come whole")
    try dataset.write(encoded, row: written)
    written += rows
  }
}
