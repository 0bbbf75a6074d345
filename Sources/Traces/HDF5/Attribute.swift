import CHDF5

/// Attributes of a file's root, a group or a dataset: text or one number, or a list of texts.
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
    let type = try Text.type()
    let space = try Dataspace(shape: [])
    let attribute = try Identifier("create the attribute '\(name)'", closing: H5Aclose) {
      H5Acreate2(object.raw, name, type.raw, space.identifier.raw, chdf5_default(), chdf5_default())
    }
    try Library.call("write the attribute '\(name)'") {
      CStrings.withPointers([text]) { H5Awrite(attribute.raw, type.raw, $0) }
    }
  }

  /// One number. The file's type must be of the same class and width.
  func read<Value: Element>(_ name: String, as _: Value.Type = Value.self) throws(HDF5Error) -> Value {
    let attribute = try open(name)
    let type = try Identifier("read the attribute '\(name)'", closing: H5Tclose) { H5Aget_type(attribute.raw) }
    guard try Library.call("read the attribute '\(name)'", { H5Tequal(type.raw, Value.stored()) }) > 0 else {
      throw HDF5Error(action: "read the attribute '\(name)'", reason: "it is not of the type \(Value.self)")
    }
    try expect([], of: attribute, name)
    var value = Value.zero
    try Library.call("read the attribute '\(name)'") {
      withUnsafeMutableBytes(of: &value) { H5Aread(attribute.raw, Value.native(), $0.baseAddress) }
    }
    return value
  }

  /// One text.
  func readText(_ name: String) throws(HDF5Error) -> String {
    try readTexts(name, shape: [])[0]
  }

  /// A list of exactly `count` texts.
  func readTexts(_ name: String, count: Int) throws(HDF5Error) -> [String] {
    try readTexts(name, shape: [count])
  }

  private func readTexts(_ name: String, shape: [Int]) throws(HDF5Error) -> [String] {
    let attribute = try open(name)
    let stored = try Identifier("read the attribute '\(name)'", closing: H5Tclose) { H5Aget_type(attribute.raw) }
    guard try Text.matches(stored) else {
      throw HDF5Error(action: "read the attribute '\(name)'", reason: "it is not variable-length text")
    }
    try expect(shape, of: attribute, name)
    let memory = try Text.type()
    return try CStrings.reading(shape.first ?? 1) { (pointers) throws(HDF5Error) in
      try Library.call("read the attribute '\(name)'") { H5Aread(attribute.raw, memory.raw, pointers) }
    }
  }

  private func open(_ name: String) throws(HDF5Error) -> Identifier {
    try Identifier("read the attribute '\(name)'", closing: H5Aclose) { H5Aopen(object.raw, name, chdf5_default()) }
  }

  /// The shape is judged before anything is read into memory of that size.
  private func expect(_ shape: [Int], of attribute: Identifier, _ name: String) throws(HDF5Error) {
    let space = try Identifier("read the attribute '\(name)'", closing: H5Sclose) { H5Aget_space(attribute.raw) }
    let found = try Dataspace(owning: space).shape()
    guard found == shape else {
      throw HDF5Error(action: "read the attribute '\(name)'", reason: "its shape is \(found), not \(shape)")
    }
  }
}
