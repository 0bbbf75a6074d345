/// The header of a `.npy` array: a Python dictionary literal with exactly the keys 'descr', 'fortran_order' and 'shape'.
///
/// See https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html. Only literals are read; nothing is evaluated.
struct NPYHeader: Equatable {
  /// The element type as NumPy writes it, such as `<f4`.
  let description: String
  let isColumnMajor: Bool
  let shape: [Int]

  struct Failure: Error, Equatable {
    let problem: String
  }

  private enum Literal {
    case string(String)
    case boolean(Bool)
    case tuple([Int])
  }

  init(parsing bytes: ArraySlice<UInt8>) throws(Failure) {
    var reader = Reader(rest: bytes)
    var found: [String: Literal] = [:]
    try reader.expect("{")
    while !reader.take("}") {
      let key = try reader.string()
      guard found[key] == nil else { throw Failure(problem: "the key '\(key.shortened)' appears twice") }
      try reader.expect(":")
      found[key] = try reader.literal()
      guard reader.take(",") else {
        try reader.expect("}")
        break
      }
    }
    guard reader.isAtEnd else { throw Failure(problem: "something follows the dictionary") }
    guard found.count == 3, case .string(let description) = found["descr"],
      case .boolean(let isColumnMajor) = found["fortran_order"], case .tuple(let shape) = found["shape"]
    else { throw Failure(problem: "it must have 'descr', 'fortran_order' and 'shape', each of its kind, and nothing else") }
    self.description = description
    self.isColumnMajor = isColumnMajor
    self.shape = shape
  }

  /// Takes literals off the front of the text. There is no nesting but the tuple's, hence no recursion.
  private struct Reader {
    var rest: ArraySlice<UInt8>

    private mutating func skipSpaces() {
      while let byte = rest.first, byte == 0x20 || byte == 0x0A { rest.removeFirst() }
    }

    var isAtEnd: Bool {
      mutating get {
        skipSpaces()
        return rest.isEmpty
      }
    }

    mutating func take(_ text: String) -> Bool {
      skipSpaces()
      guard rest.starts(with: text.utf8) else { return false }
      rest = rest.dropFirst(text.utf8.count)
      return true
    }

    mutating func expect(_ text: String) throws(Failure) {
      guard take(text) else { throw Failure(problem: "'\(text)' is missing") }
    }

    mutating func literal() throws(Failure) -> Literal {
      if take("True") { return .boolean(true) }
      if take("False") { return .boolean(false) }
      if take("(") { return .tuple(try tuple()) }
      if take("[") { throw Failure(problem: "arrays of records are not read") }
      return .string(try string())
    }

    mutating func string() throws(Failure) -> String {
      skipSpaces()
      guard let quote = rest.first, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
        throw Failure(problem: "a quotation mark is missing")
      }
      let content = rest.dropFirst().prefix { $0 != quote }
      guard content.endIndex < rest.endIndex else { throw Failure(problem: "a string does not end") }
      guard content.allSatisfy({ (0x20..<0x7F).contains($0) && $0 != UInt8(ascii: "\\") }) else {
        throw Failure(problem: "a string has characters that no key or type has")
      }
      rest = rest[(content.endIndex + 1)...]
      return String(decoding: content, as: UTF8.self)
    }

    private mutating func tuple() throws(Failure) -> [Int] {
      var values: [Int] = []
      if take(")") { return values }
      while true {
        skipSpaces()
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        guard let value = Int(String(decoding: digits, as: UTF8.self)) else {
          throw Failure(problem: "the shape must be whole numbers from 0 to \(Int.max)")
        }
        values.append(value)
        rest = rest[digits.endIndex...]
        if take(",") {
          if take(")") { return values }
        } else {
          try expect(")")
          // In Python (3) is a number and only (3,) a tuple.
          guard values.count > 1 else { throw Failure(problem: "the shape of one dimension is written (n,)") }
          return values
        }
      }
    }
  }
}
