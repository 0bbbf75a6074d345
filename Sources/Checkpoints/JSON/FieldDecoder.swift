/// Makes values of JSON documents that people write: like Foundation's `JSONDecoder`, but a field that no type asks for is an
/// error, and every error names the field with its whole path and what stands there.
package enum FieldDecoder {
  /// Decodes a document.
  ///
  /// - Throws: `FieldError`.
  package static func decode<Value: Decodable>(
    _ type: Value.Type = Value.self, from bytes: some Sequence<UInt8>
  ) throws(FieldError) -> Value {
    let bytes = Array(bytes)
    let document: JSONValue
    do throws(StrictJSON.Failure) { document = try StrictJSON.parse(bytes[...]) } catch {
      let line = 1 + bytes.prefix(error.offset).count { $0 == UInt8(ascii: "\n") }
      throw FieldError(notJSON: "in line \(line), \(error.problem)")
    }
    let node = FieldNode(value: document, codingPath: [], visits: FieldVisits())
    let value = try node.decoded(type)
    if let unknown = node.visits.unknown { throw unknown }
    return value
  }
}

/// A value of the document, and where it stands.
struct FieldNode: Decoder {
  let value: JSONValue
  let codingPath: [any CodingKey]
  let visits: FieldVisits

  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func child(_ value: JSONValue, _ key: any CodingKey) -> FieldNode {
    FieldNode(value: value, codingPath: codingPath + [key], visits: visits)
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .object(let members) = value else { throw wrong("an object") }
    visits.enter(codingPath, members, names: type)
    return KeyedDecodingContainer(KeyedFields(node: self, members: members))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .array(let values) = value else { throw wrong("a list") }
    return ListedFields(node: self, values: values)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { SingleField(node: self) }

  /// The value as a type. Whatever goes wrong on the way becomes a `FieldError`, and what was asked for until then is forgotten,
  /// so that a type may try one form and then another.
  func decoded<Value: Decodable>(_ type: Value.Type) throws(FieldError) -> Value {
    let mark = visits.mark
    do { return try Value(from: self) } catch {
      let described = described(error, while: type)
      visits.rewind(to: mark)
      throw described
    }
  }

  func wrong(_ expected: String) -> FieldError {
    FieldError(field: fieldPath(codingPath), problem: "is \(value.quoted) and must be \(expected)")
  }

  private func described(_ error: any Error, while type: Any.Type) -> FieldError {
    if let error = error as? FieldError { return error }
    // Enumerations with associated values complain of the number of their fields when the one they have is misspelt.
    if case .object(let members) = value {
      if let misspelt = visits.misspelt(in: codingPath) { return misspelt }
      if case .typeMismatch(_, let context)? = error as? DecodingError, context.codingPath.count == codingPath.count {
        let names = members.isEmpty ? "no field" : "the fields " + members.prefix(8).map(\.name.shortened).joined(separator: ", ")
        return FieldError(field: fieldPath(codingPath), problem: "has \(names) and must have exactly one")
      }
    }
    guard let error = error as? DecodingError else {
      return FieldError(field: fieldPath(codingPath), problem: "is wrong: \(error)")
    }
    switch error {
    case .dataCorrupted(let context):
      if let choices = choices(of: type), case .string = value { return wrong("one of " + choices.joined(separator: ", ")) }
      return FieldError(field: fieldPath(context.codingPath), problem: "is wrong: " + context.debugDescription)
    case .keyNotFound(let key, let context): return .missing(fieldPath(context.codingPath + [key]))
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return FieldError(field: fieldPath(context.codingPath), problem: "is wrong: " + context.debugDescription)
    @unknown default: return FieldError(field: fieldPath(codingPath), problem: "is wrong: \(error)")
    }
  }
}

/// The words that an enumeration of strings knows.
private func choices(of type: Any.Type) -> [String]? {
  func words<Choice: CaseIterable & RawRepresentable>(_: Choice.Type) -> [String]? {
    let words = Choice.allCases.compactMap { $0.rawValue as? String }
    return words.isEmpty ? nil : words
  }
  return (type as? any (CaseIterable & RawRepresentable).Type).flatMap { words($0) }
}
