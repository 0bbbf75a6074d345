import CHDF5

/// An open HDF5 file.
struct File {
  let identifier: Identifier
  let path: String

  /// Creates the file, or empties the one that is there.
  static func create(_ path: String) throws(HDF5Error) -> File {
    let access = try writingAccess()
    let creation = try Identifier("describe a file", closing: H5Pclose) { H5Pcreate(chdf5_file_creation()) }
    try Library.call("describe a file") { H5Pset_obj_track_times(creation.raw, false) }
    try Library.call("describe a file") { H5Pset_link_creation_order(creation.raw, chdf5_track_and_index_order()) }
    try Library.call("describe a file") { H5Pset_attr_creation_order(creation.raw, chdf5_track_and_index_order()) }
    let file = try Identifier("create the file", closing: H5Fclose) {
      H5Fcreate(path, chdf5_truncate(), creation.raw, access.raw)
    }
    return File(identifier: file, path: path)
  }

  /// Opens to add to it; the file has a name nobody else knows.
  static func openToAppend(_ path: String) throws(HDF5Error) -> File { try open(path, chdf5_read_write(), writingAccess()) }

  /// Opens for reading.
  static func open(_ path: String) throws(HDF5Error) -> File { try open(path, chdf5_read_only(), access()) }

  private static func open(_ path: String, _ mode: UInt32, _ access: Identifier) throws(HDF5Error) -> File {
    let file = try Identifier("open the file", closing: H5Fclose) { H5Fopen(path, mode, access.raw) }
    return File(identifier: file, path: path)
  }

  /// How files are read and written: without locks. What is written has a name nobody else knows, what is read is complete,
  /// and some cluster file systems refuse locks.
  private static func access() throws(HDF5Error) -> Identifier {
    let access = try Identifier("describe a file", closing: H5Pclose) { H5Pcreate(chdf5_file_access()) }
    try Library.call("describe a file") { H5Pset_file_locking(access.raw, false, true) }
    return access
  }

  /// How files are written: in the 1.10 format, whose metadata carry checksums and whose chunk index is an array, not a tree.
  private static func writingAccess() throws(HDF5Error) -> Identifier {
    let access = try access()
    try Library.call("describe a file") { H5Pset_libver_bounds(access.raw, H5F_LIBVER_V110, H5F_LIBVER_V110) }
    return access
  }

  func root() throws(HDF5Error) -> Group {
    let group = try Identifier("open the root group", closing: H5Gclose) {
      H5Gopen2(identifier.raw, "/", chdf5_default())
    }
    return Group(identifier: group, path: "/")
  }

  func flush() throws(HDF5Error) {
    try Library.call("write the file") { H5Fflush(identifier.raw, H5F_SCOPE_LOCAL) }
  }

  /// The file's length in bytes, as of the last flush.
  func size() throws(HDF5Error) -> Int {
    var bytes: hsize_t = 0
    try Library.call("measure the file") { H5Fget_filesize(identifier.raw, &bytes) }
    return Int(clamping: bytes)
  }

  /// Closes the file. Anything in it that is still open would keep it open behind our back, so that is an error.
  func close() throws(HDF5Error) {
    let open = try Library.call("close the file") { H5Fget_obj_count(identifier.raw, chdf5_every_object()) }
    guard open == 1 else {
      throw HDF5Error(action: "close the file", reason: "\(open - 1) objects in it are still open")
    }
    try identifier.close("close the file")
  }
}
