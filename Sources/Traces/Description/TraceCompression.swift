/// How the arrays of a trace are compressed.
public enum TraceCompression: Hashable, Sendable {
  /// Stored as they are: the fastest.
  case none
  /// Shuffled by byte and deflated at a level of 1 (fast) to 9 (small): what h5py calls `gzip` with `shuffle`. Every reader of
  /// HDF5 has it.
  case deflate(level: Int)
  /// Shuffled by byte and compressed by Zstandard at a level of 1 (fast) to 19 (small). h5py reads it once `hdf5plugin` is
  /// imported; netCDF's tools need the same filter, 32015, installed.
  case zstandard(level: Int)

  func check() throws(TraceError) {
    switch self {
    case .none: break
    case .deflate(let level):
      guard (1...9).contains(level) else { throw .description("the deflate level \(level) is not one of 1 ... 9") }
    case .zstandard(let level):
      guard (1...19).contains(level) else { throw .description("the Zstandard level \(level) is not one of 1 ... 19") }
    }
  }
}
