import CHDF5

/// Attributes of a file's root, a group or a dataset: one number or one text each.
struct Attributes {
  /// Owner of the object the attributes hang on.
  let object: Identifier

  func contains(_ name: String) throws(HDF5Error) -> Bool {
    try Library.call("look for the attribute '\(name)'") { H5Aexists(object.raw, name) } > 0
  }

  func write<Value: Element>(_ name: String, _ value: Value) throws(HDF5Error) {
    let space = try Dataspace(shape: [])
    let attribute = try Identifier("create the attribute '\(name)'", closing: H5Aclose) {
      H5Acreate2(object.raw, name, Value.stored(), space.identifier.raw, chdf5_default(), chdf5_default())
    }
    try Library.call("write the attribute '\(name)'") {
      withUnsafeBytes(of: value) { H5Awrite(attribute.raw, Value.native(), $0.baseAddress) }
    }
  }

  func write(_ name: String, _ text: String) throws(HDF5Error) {
    let bytes = Array(text.utf8) + (text.isEmpty ? [0] : [])
    let type = try Text.fixed(bytes: bytes.count)
    let space = try Dataspace(shape: [])
    let attribute = try Identifier("create the attribute '\(name)'", closing: H5Aclose) {
      H5Acreate2(object.raw, name, type.raw, space.identifier.raw, chdf5_default(), chdf5_default())
    }
    try Library.call("write the attribute '\(name)'") {
      bytes.withUnsafeBytes { H5Awrite(attribute.raw, type.raw, $0.baseAddress) }
    }
  }

  /// A text for other readers, which take this form alone for text (see `Text.variable`).
  func writeForOthers(_ name: String, _ text: String) throws(HDF5Error) {
    let type = try Text.variable()
    let space = try Dataspace(shape: [])
    let attribute = try Identifier("create the attribute '\(name)'", closing: H5Aclose) {
      H5Acreate2(object.raw, name, type.raw, space.identifier.raw, chdf5_default(), chdf5_default())
    }
    try Library.call("write the attribute '\(name)'") {
      Text.withPointers([text]) { H5Awrite(attribute.raw, type.raw, $0) }
    }
  }

  /// Removes an attribute, if it is there.
  func remove(_ name: String) throws(HDF5Error) {
    guard try contains(name) else { return }
    try Library.call("remove the attribute '\(name)'") { H5Adelete(object.raw, name) }
  }

  /// One number. The file's type must be of the same class and width.
  func read<Value: Element>(_ name: String, as _: Value.Type = Value.self) throws(HDF5Error) -> Value {
    let attribute = try open(name)
    let type = try Identifier("read the attribute '\(name)'", closing: H5Tclose) { H5Aget_type(attribute.raw) }
    guard try Library.call("read the attribute '\(name)'", { H5Tequal(type.raw, Value.stored()) }) > 0 else {
      throw HDF5Error(action: "read the attribute '\(name)'", reason: "it is not of the type \(Value.self)")
    }
    try expectScalar(attribute, name)
    var value = Value.zero
    try Library.call("read the attribute '\(name)'") {
      withUnsafeMutableBytes(of: &value) { H5Aread(attribute.raw, Value.native(), $0.baseAddress) }
    }
    return value
  }

  /// One text.
  func readText(_ name: String) throws(HDF5Error) -> String {
    let attribute = try open(name)
    let type = try Identifier("read the attribute '\(name)'", closing: H5Tclose) { H5Aget_type(attribute.raw) }
    guard let count = try Text.fixedBytes(of: type) else {
      throw HDF5Error(action: "read the attribute '\(name)'", reason: "it is not text of a fixed length")
    }
    try expectScalar(attribute, name)
    var bytes = [UInt8](repeating: 0, count: count)
    try Library.call("read the attribute '\(name)'") {
      bytes.withUnsafeMutableBytes { H5Aread(attribute.raw, type.raw, $0.baseAddress) }
    }
    return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }

  private func open(_ name: String) throws(HDF5Error) -> Identifier {
    try Identifier("read the attribute '\(name)'", closing: H5Aclose) { H5Aopen(object.raw, name, chdf5_default()) }
  }

  /// The shape is judged before anything is read into memory for one value.
  private func expectScalar(_ attribute: Identifier, _ name: String) throws(HDF5Error) {
    let space = try Identifier("read the attribute '\(name)'", closing: H5Sclose) { H5Aget_space(attribute.raw) }
    let shape = try Dataspace(owning: space).shape()
    guard shape.isEmpty else {
      throw HDF5Error(action: "read the attribute '\(name)'", reason: "its shape is \(shape) where one value was expected")
    }
  }
}
