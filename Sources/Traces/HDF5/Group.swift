import CHDF5
import Foundation

/// A group: the root of a file or a folder in it.
struct Group {
  let identifier: Identifier
  /// Path within the file, for messages.
  let path: String

  var attributes: Attributes { Attributes(object: identifier) }

  func createGroup(_ name: String) throws(HDF5Error) -> Group {
    let list = try Identifier("describe a group", closing: H5Pclose) { H5Pcreate(chdf5_group_creation()) }
    try Library.call("describe a group") { H5Pset_obj_track_times(list.raw, false) }
    // netCDF lists variables in creation order, and so do the readers built on it.
    try Library.call("describe a group") { H5Pset_link_creation_order(list.raw, chdf5_track_and_index_order()) }
    let group = try Identifier("create the group \(within(name))", closing: H5Gclose) {
      H5Gcreate2(identifier.raw, name, chdf5_default(), list.raw, chdf5_default())
    }
    return Group(identifier: group, path: within(name))
  }

  func openGroup(_ name: String) throws(HDF5Error) -> Group {
    try expectHardLink(name)
    let group = try Identifier("open the group \(within(name))", closing: H5Gclose) {
      H5Gopen2(identifier.raw, name, chdf5_default())
    }
    return Group(identifier: group, path: within(name))
  }

  /// An array of numbers, without values yet.
  /// - Parameter grows: whether rows may be added later.
  func createDataset(
    _ name: String, of type: ElementType, shape: [Int], grows: Bool, storage: Storage
  ) throws(HDF5Error) -> Dataset {
    let space = try Dataspace(shape: shape, grows: grows)
    let list = try storage.creationProperties()
    let dataset = try Identifier("create \(within(name))", closing: H5Dclose) {
      H5Dcreate2(
        identifier.raw, name, type.stored(), space.identifier.raw, chdf5_default(), list.raw, chdf5_default())
    }
    return Dataset(identifier: dataset, path: within(name), shape: shape)
  }

  /// A list of texts for other readers (see `Text.variable`), written at once.
  func createDataset(_ name: String, texts: [String]) throws(HDF5Error) -> Dataset {
    let space = try Dataspace(shape: [texts.count])
    let type = try Text.variable()
    let list = try Storage.texts(texts.count).creationProperties()
    let dataset = try Identifier("create \(within(name))", closing: H5Dclose) {
      H5Dcreate2(identifier.raw, name, type.raw, space.identifier.raw, chdf5_default(), list.raw, chdf5_default())
    }
    let whole = chdf5_whole_dataset()
    try Library.call("write \(within(name))") {
      Text.withPointers(texts) { H5Dwrite(dataset.raw, type.raw, whole, whole, chdf5_default(), $0) }
    }
    return Dataset(identifier: dataset, path: within(name), shape: [texts.count])
  }

  func openDataset(_ name: String) throws(HDF5Error) -> Dataset {
    try expectHardLink(name)
    let dataset = try Identifier("open \(within(name))", closing: H5Dclose) {
      H5Dopen2(identifier.raw, name, chdf5_default())
    }
    let space = try Identifier("read the shape of \(within(name))", closing: H5Sclose) { H5Dget_space(dataset.raw) }
    return Dataset(identifier: dataset, path: within(name), shape: try Dataspace(owning: space).shape())
  }

  func contains(_ name: String) throws(HDF5Error) -> Bool {
    try Library.call("look for \(within(name))") { H5Lexists(identifier.raw, name, chdf5_default()) } > 0
  }

  /// Names in the order of creation; in that of their hashes where the file does not tell.
  func names() throws(HDF5Error) -> [String] {
    let list = try Identifier("list \(path)", closing: H5Pclose) { H5Gget_create_plist(identifier.raw) }
    var flags: UInt32 = 0
    try Library.call("list \(path)") { H5Pget_link_creation_order(list.raw, &flags) }
    return try names(by: flags & UInt32(H5P_CRT_ORDER_TRACKED) != 0 ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME)
  }

  private func names(by index: H5_index_t) throws(HDF5Error) -> [String] {
    var names: [String] = []
    try Library.call("list \(path)") {
      withUnsafeMutablePointer(to: &names) { names in
        chdf5_visit_names(
          identifier.raw, index,
          { name, context in
            guard let name, let names = context?.assumingMemoryBound(to: [String].self),
              strnlen(name, TraceLayout.longestName + 1) <= TraceLayout.longestName,
              names.pointee.count < TraceLayout.greatestNameCount
            else { return -1 }
            names.pointee.append(String(cString: name))
            return 0
          }, names)
      }
    }
    return names
  }

  /// A soft or external link may lead anywhere on the machine; a trace has none.
  private func expectHardLink(_ name: String) throws(HDF5Error) {
    let isHard = try Library.call("find \(within(name))") { chdf5_is_hard_link(identifier.raw, name) }
    guard isHard > 0 else { throw HDF5Error(action: "open \(within(name))", reason: "it is a link to somewhere else") }
  }

  private func within(_ name: String) -> String { path == "/" ? "/" + name : path + "/" + name }
}
