/// Walks over the bytes of a line, passing spaces and tabs.
struct ByteScanner {
  private let bytes: ArraySlice<UInt8>
  private var index: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    index = bytes.startIndex
  }

  /// What is still to come.
  var rest: ArraySlice<UInt8> { bytes[index...] }

  /// Whether nothing but spaces is to come.
  var isAtEnd: Bool {
    mutating get {
      skipSpaces()
      return index == bytes.endIndex
    }
  }

  /// Takes a letter if it comes next.
  mutating func take(_ letter: Unicode.Scalar) -> Bool {
    skipSpaces()
    guard index < bytes.endIndex, bytes[index] == UInt8(ascii: letter) else { return false }
    index += 1
    return true
  }

  /// Takes what comes up to a space or any of `, + : " { }`; empty if one of these comes next. Bytes that are no UTF-8 are
  /// shown as such.
  mutating func word() -> String {
    skipSpaces()
    let start = index
    while index < bytes.endIndex, !Self.ends(bytes[index]) { index += 1 }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  /// What comes next in quotation marks, on one line and no longer than a name.
  var excerpt: String { OperandError.quoted(String(decoding: rest.prefix(32), as: UTF8.self)) }

  private mutating func skipSpaces() {
    while index < bytes.endIndex, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
  }

  private static func ends(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x20, 0x09, UInt8(ascii: ","), UInt8(ascii: "+"), UInt8(ascii: ":"), UInt8(ascii: "\""), UInt8(ascii: "{"),
      UInt8(ascii: "}"):
      true
    default: false
    }
  }
}
