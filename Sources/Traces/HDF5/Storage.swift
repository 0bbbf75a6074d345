import CHDF5

/// How a dataset lies in the file.
struct Storage {
  /// Extents of one chunk.
  var chunk: [Int]
  /// Compression, after a byte shuffle.
  var compression = TraceCompression.none
  /// Whether every chunk carries a Fletcher-32 checksum of its stored bytes.
  var hasChecksum = true

  /// The bit of a chunk's filter mask that says its compression was skipped: the shuffle is filter 0, the compression filter 1.
  static let compressionFilterBit: UInt32 = 1 << 1

  /// A list of texts: HDF5 keeps the texts themselves elsewhere and passes them through no filter.
  static func texts(_ count: Int) -> Storage { Storage(chunk: [count], hasChecksum: false) }

  /// The settings as HDF5 takes them. No time stamps: the same contents are the same bytes.
  func creationProperties() throws(HDF5Error) -> Identifier {
    let list = try Identifier("describe a dataset", closing: H5Pclose) { H5Pcreate(chdf5_dataset_creation()) }
    try Library.call("describe a dataset") { H5Pset_obj_track_times(list.raw, false) }
    let extents = chunk.map { hsize_t($0) }
    try Library.call("set the chunk \(chunk)") { H5Pset_chunk(list.raw, Int32(extents.count), extents) }
    if compression != .none { try Library.call("set the shuffle filter") { H5Pset_shuffle(list.raw) } }
    switch compression {
    case .none: break
    case .deflate(let level):
      try Library.call("set deflate level \(level)") { H5Pset_deflate(list.raw, UInt32(level)) }
    case .zstandard(let level):
      try ZstandardFilter.register()
      let settings = [UInt32(level)]
      try Library.call("set Zstandard's level \(level)") {
        H5Pset_filter(list.raw, chdf5_zstandard(), UInt32(H5Z_FLAG_OPTIONAL), settings.count, settings)
      }
    }
    if hasChecksum { try Library.call("set the checksum") { H5Pset_fletcher32(list.raw) } }
    return list
  }
}
