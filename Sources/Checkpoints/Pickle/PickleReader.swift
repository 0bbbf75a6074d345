/// Takes numbers and texts off the front of a pickle. All lengths are checked before anything is taken.
struct PickleReader {
  private let bytes: [UInt8]
  /// The place of the next byte.
  private(set) var index = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var remaining: Int { bytes.count - index }

  mutating func take(_ count: Int) throws(PickleFailure) -> ArraySlice<UInt8> {
    guard count <= remaining else {
      throw PickleFailure("the pickle is cut short: \(count) bytes are announced and \(remaining) follow")
    }
    defer { index += count }
    return bytes[index..<index + count]
  }

  mutating func byte() throws(PickleFailure) -> UInt8 {
    guard index < bytes.count else { throw PickleFailure("the pickle is cut short") }
    defer { index += 1 }
    return bytes[index]
  }

  /// A little-endian number without a sign of up to eight bytes.
  mutating func unsigned(_ size: Int) throws(PickleFailure) -> UInt64 {
    try take(size).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// A length of so many bytes.
  mutating func length(_ size: Int) throws(PickleFailure) -> Int {
    let length = try unsigned(size)
    guard length <= UInt64(remaining) else {
      throw PickleFailure("the pickle is cut short: \(length) bytes are announced and \(remaining) follow")
    }
    return Int(length)
  }

  /// A little-endian number in two's complement of up to eight bytes.
  mutating func signed(_ size: Int) throws(PickleFailure) -> Int {
    let bits = try unsigned(size)
    guard size > 0 else { return 0 }
    let unused = UInt64(64 - 8 * size)
    return Int(Int64(bitPattern: bits << unused) >> Int64(unused))
  }

  /// A UTF-8 text after its length of so many bytes.
  mutating func text(lengthSize: Int) throws(PickleFailure) -> String {
    try validated(try take(try length(lengthSize)))
  }

  /// An ASCII text up to the end of the line.
  mutating func line() throws(PickleFailure) -> String {
    guard let end = bytes[index...].firstIndex(of: UInt8(ascii: "\n")) else { throw PickleFailure("the pickle is cut short") }
    defer { index = end + 1 }
    return try validated(bytes[index..<end])
  }

  private func validated(_ text: ArraySlice<UInt8>) throws(PickleFailure) -> String {
    guard let string = String(validating: text, as: UTF8.self) else { throw PickleFailure("a text is not valid UTF-8") }
    return string
  }
}
