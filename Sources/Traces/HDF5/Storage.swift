import CHDF5

/// How a dataset lies in the file.
struct Storage {
  /// Extents of one chunk.
  var chunk: [Int]
  /// Deflate level 1...9 after a byte shuffle; `nil` stores plainly.
  var deflateLevel: Int?
  /// Whether every chunk carries a Fletcher-32 checksum of its stored bytes.
  var hasChecksum = true

  /// A list of texts: HDF5 keeps the texts themselves elsewhere and passes them through no filter.
  static func texts(_ count: Int) -> Storage { Storage(chunk: [count], deflateLevel: nil, hasChecksum: false) }

  /// The settings as HDF5 takes them. No time stamps: the same contents are the same bytes.
  func creationProperties() throws(HDF5Error) -> Identifier {
    let list = try Identifier("describe a dataset", closing: H5Pclose) { H5Pcreate(chdf5_dataset_creation()) }
    try Library.call("describe a dataset") { H5Pset_obj_track_times(list.raw, false) }
    let extents = chunk.map { hsize_t($0) }
    try Library.call("set the chunk \(chunk)") { H5Pset_chunk(list.raw, Int32(extents.count), extents) }
    if let deflateLevel {
      try Library.call("set the shuffle filter") { H5Pset_shuffle(list.raw) }
      try Library.call("set deflate level \(deflateLevel)") { H5Pset_deflate(list.raw, UInt32(deflateLevel)) }
    }
    if hasChecksum { try Library.call("set the checksum") { H5Pset_fletcher32(list.raw) } }
    return list
  }
}
