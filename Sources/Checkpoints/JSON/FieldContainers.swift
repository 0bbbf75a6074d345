/// The fields of an object, by name.
struct KeyedFields<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let node: FieldNode
  let members: [JSONValue.Member]

  var codingPath: [any CodingKey] { node.codingPath }
  var allKeys: [Key] { members.compactMap { Key(stringValue: $0.name) } }

  private func member(_ key: Key) -> JSONValue? {
    node.visits.ask(codingPath, key.stringValue)
    return members.first { $0.name == key.stringValue }?.value
  }

  private func child(_ key: Key) throws -> FieldNode {
    guard let value = member(key) else {
      throw node.visits.misspelt(in: codingPath) ?? .missing(fieldPath(codingPath + [key]))
    }
    return node.child(value, FieldKey(stringValue: key.stringValue))
  }

  func contains(_ key: Key) -> Bool { member(key) != nil }
  func decodeNil(forKey key: Key) throws -> Bool { try child(key).value == .null }
  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value { try child(key).decoded(type) }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try child(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { try child(key).unkeyedContainer() }

  func superDecoder() throws -> any Decoder {
    node.visits.ask(codingPath, "super")
    let value = members.first { $0.name == "super" }?.value ?? .null
    return node.child(value, FieldKey(stringValue: "super"))
  }

  func superDecoder(forKey key: Key) throws -> any Decoder { try child(key) }
}

/// The values of a list, in order.
struct ListedFields: UnkeyedDecodingContainer {
  let node: FieldNode
  let values: [JSONValue]
  private(set) var currentIndex = 0

  init(node: FieldNode, values: [JSONValue]) {
    (self.node, self.values) = (node, values)
  }

  var codingPath: [any CodingKey] { node.codingPath }
  var count: Int? { values.count }
  var isAtEnd: Bool { currentIndex >= values.count }

  private func current() throws -> FieldNode {
    guard !isAtEnd else {
      throw FieldError(
        field: fieldPath(codingPath), problem: "is a list of \(values.count) and must have more")
    }
    return node.child(values[currentIndex], FieldKey(intValue: currentIndex))
  }

  mutating func decodeNil() throws -> Bool {
    guard try current().value == .null else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try advanced { try $0.decoded(type) } }

  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
    try advanced { try $0.container(keyedBy: type) }
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try advanced { try $0.unkeyedContainer() } }
  mutating func superDecoder() throws -> any Decoder { try advanced { $0 } }

  /// What fails can be tried again as something else.
  private mutating func advanced<Result>(_ read: (FieldNode) throws -> Result) throws -> Result {
    let result = try read(try current())
    currentIndex += 1
    return result
  }
}

/// One value.
struct SingleField: SingleValueDecodingContainer {
  let node: FieldNode

  var codingPath: [any CodingKey] { node.codingPath }

  func decodeNil() -> Bool { node.value == .null }

  func decode(_ type: Bool.Type) throws -> Bool {
    guard case .boolean(let value) = node.value else { throw node.wrong("true or false") }
    return value
  }

  func decode(_ type: String.Type) throws -> String {
    guard case .string(let value) = node.value else { throw node.wrong("a string") }
    return value
  }

  func decode(_ type: Double.Type) throws -> Double { try real(Double.init, isFinite: \.isFinite) }
  func decode(_ type: Float.Type) throws -> Float { try real(Float.init, isFinite: \.isFinite) }

  func decode(_ type: Int.Type) throws -> Int { try whole() }
  func decode(_ type: Int8.Type) throws -> Int8 { try whole() }
  func decode(_ type: Int16.Type) throws -> Int16 { try whole() }
  func decode(_ type: Int32.Type) throws -> Int32 { try whole() }
  func decode(_ type: Int64.Type) throws -> Int64 { try whole() }
  func decode(_ type: UInt.Type) throws -> UInt { try whole() }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try whole() }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try whole() }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try whole() }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try whole() }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try node.decoded(type) }

  private func real<Value>(_ read: (String) -> Value?, isFinite: (Value) -> Bool) throws -> Value {
    guard case .number(let text) = node.value, let value = read(text), isFinite(value) else { throw node.wrong("a number") }
    return value
  }

  /// A whole number, also as other programs write it: `27000.0`, `1e3`.
  private func whole<Value: FixedWidthInteger>() throws -> Value {
    guard case .number(let text) = node.value, let value = Value(text) ?? Double(text).flatMap(Value.init(exactly:)) else {
      let most = "2^\(Value.bitWidth - (Value.isSigned ? 1 : 0)) - 1"
      throw node.wrong("a whole number in " + (Value.isSigned ? "-2^\(Value.bitWidth - 1)...\(most)" : "0...\(most)"))
    }
    return value
  }
}
