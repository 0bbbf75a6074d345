/// Fields that may be left out of the JSON: a description then says only what is out of the ordinary, and files written
/// before a field existed keep their meaning.
extension KeyedDecodingContainer {
  func decode<T: Decodable>(_ key: Key, default value: T) throws -> T { try decodeIfPresent(T.self, forKey: key) ?? value }
}

extension KeyedEncodingContainer {
  mutating func encode<T: Encodable & Equatable>(_ value: T, unless ordinary: T, forKey key: Key) throws {
    if value != ordinary { try encode(value, forKey: key) }
  }
}
