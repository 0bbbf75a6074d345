/// A JSON value. Numbers keep their text: a length beyond 2^53 must not be rounded before it is refused.
enum JSONValue: Equatable {
  case object([Member])
  case array([JSONValue])
  case string(String)
  case number(String)
  case boolean(Bool)
  case null

  struct Member: Equatable {
    let name: String
    let value: JSONValue
  }
}

/// A JSON reader (RFC 8259) for documents from outside.
///
/// Stricter than Foundation's, which keeps one of two members of the same name without a word: here that is an error.
/// Depth and number of values are bounded, so that neither the stack nor memory is at the document's mercy.
struct StrictJSON {
  struct Failure: Error, Equatable {
    let offset: Int
    let problem: String
  }

  static let deepest = 16
  static let mostValues = 1_000_000

  private let bytes: ArraySlice<UInt8>
  private var index: Int
  private var values = 0

  private init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    index = bytes.startIndex
  }

  static func parse(_ bytes: ArraySlice<UInt8>) throws(Failure) -> JSONValue {
    var reader = StrictJSON(bytes)
    let value = try reader.value(depth: 0)
    reader.skipSpaces()
    guard reader.peek == nil else { throw reader.failure("something follows the value") }
    return value
  }

  private var peek: UInt8? { index < bytes.endIndex ? bytes[index] : nil }

  private func failure(_ problem: String) -> Failure {
    Failure(offset: index - bytes.startIndex, problem: index < bytes.endIndex ? problem : "the text ends too early")
  }

  private mutating func skipSpaces() {
    while let byte = peek, byte == 0x20 || (0x09...0x0A).contains(byte) || byte == 0x0D { index += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpaces()
    guard peek == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(Failure) {
    guard take(character) else { throw failure("'\(character)' is missing") }
  }

  private mutating func value(depth: Int) throws(Failure) -> JSONValue {
    skipSpaces()
    values += 1
    guard depth < Self.deepest else { throw failure("nested more than \(Self.deepest) deep") }
    guard values <= Self.mostValues else { throw failure("more than \(Self.mostValues) values") }
    switch peek {
    case UInt8(ascii: "{"): return .object(try members(depth: depth))
    case UInt8(ascii: "["): return .array(try elements(depth: depth))
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .boolean(true))
    case UInt8(ascii: "f"): return try word("false", .boolean(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return .number(try number())
    }
  }

  private mutating func word(_ text: String, _ value: JSONValue) throws(Failure) -> JSONValue {
    guard bytes[index...].starts(with: text.utf8) else { throw failure("not a value") }
    index += text.utf8.count
    return value
  }

  private mutating func members(depth: Int) throws(Failure) -> [JSONValue.Member] {
    try expect("{")
    var members: [JSONValue.Member] = []
    var names: Set<String> = []
    if take("}") { return members }
    repeat {
      skipSpaces()
      let name = try string()
      guard names.insert(name).inserted else { throw failure("the key '\(name.shortened)' appears twice") }
      try expect(":")
      members.append(.init(name: name, value: try value(depth: depth + 1)))
    } while take(",")
    try expect("}")
    return members
  }

  private mutating func elements(depth: Int) throws(Failure) -> [JSONValue] {
    try expect("[")
    var elements: [JSONValue] = []
    if take("]") { return elements }
    repeat {
      elements.append(try value(depth: depth + 1))
    } while take(",")
    try expect("]")
    return elements
  }

  private mutating func digits() throws(Failure) {
    let start = index
    while let byte = peek, (0x30...0x39).contains(byte) { index += 1 }
    guard index > start else { throw failure("not a value") }
  }

  private mutating func number() throws(Failure) -> String {
    let start = index
    if peek == UInt8(ascii: "-") { index += 1 }
    if peek == UInt8(ascii: "0") { index += 1 } else { try digits() }
    if peek == UInt8(ascii: ".") {
      index += 1
      try digits()
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      index += 1
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { index += 1 }
      try digits()
    }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  private mutating func string() throws(Failure) -> String {
    guard peek == UInt8(ascii: "\"") else { throw failure("a quotation mark is missing") }
    index += 1
    var text: [UInt8] = []
    while let byte = peek {
      index += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else { throw failure("not valid UTF-8") }
        return string
      case UInt8(ascii: "\\"):
        text += try escape()
      case 0..<0x20:
        throw failure("a control character in a string")
      default:
        text.append(byte)
      }
    }
    throw failure("the text ends too early")
  }

  private mutating func escape() throws(Failure) -> [UInt8] {
    guard let byte = peek else { throw failure("the text ends too early") }
    index += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"):
      var code = try hexadecimal()
      if (0xD800..<0xDC00).contains(code), bytes[index...].starts(with: #"\u"#.utf8) {
        index += 2
        let low = try hexadecimal()
        guard (0xDC00..<0xE000).contains(low) else { throw failure("half a surrogate pair") }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw failure("half a surrogate pair") }
      return Array(String(Character(scalar)).utf8)
    default: throw failure("an unknown escape")
    }
  }

  private mutating func hexadecimal() throws(Failure) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw failure("four hexadecimal digits are missing")
      }
      code = code << 4 | UInt32(digit)
      index += 1
    }
    return code
  }
}
