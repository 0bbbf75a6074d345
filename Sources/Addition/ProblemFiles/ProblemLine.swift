/// One line of a file of problems.
struct ProblemLine {
  /// How a file writes its problems, and whether it gives each a corrupted one.
  enum Form: Hashable {
    case csv(isPaired: Bool)
    case json(isPaired: Bool)
    case text

    var isPaired: Bool {
      switch self {
      case .csv(let isPaired), .json(let isPaired): isPaired
      case .text: false
      }
    }
  }

  /// What is wrong with a line, and what to do about it.
  struct Failure: Error {
    let problem: String
    var remedy = ProblemLine.advice
  }

  static let advice = #"write one problem a line: 1,2 or {"a": 1, "b": 2} or 1+2"#
  private static let headers: [(text: String, isPaired: Bool)] = [("a,b", false), ("a,b,a_corrupted,b_corrupted", true)]

  private var scanner: ByteScanner

  /// A line without its line feed; a byte order mark before the first line is passed over.
  init(_ bytes: ArraySlice<UInt8>, isFirst: Bool) {
    var bytes = bytes
    if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    if isFirst, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    scanner = ByteScanner(bytes)
  }

  /// Whether there is nothing on it but spaces.
  var isEmpty: Bool {
    var scanner = scanner
    return scanner.isAtEnd
  }

  /// The form that a header line stands for; nil if it is no header.
  var header: Form? {
    let text = scanner.rest.filter { $0 != UInt8(ascii: " ") }
    return Self.headers.first { text.elementsEqual($0.text.utf8) }.map { .csv(isPaired: $0.isPaired) }
  }

  /// The form that the line is written in.
  var form: Form {
    get throws(Failure) {
      let bytes = scanner.rest
      var scanner = scanner
      if scanner.take("{") || scanner.take("\"") {
        return .json(isPaired: String(decoding: bytes, as: UTF8.self).contains("\"corrupted\""))
      }
      switch bytes.count(where: { $0 == UInt8(ascii: ",") }) {
      case 0 where bytes.contains(UInt8(ascii: "+")): return .text
      case 1: return .csv(isPaired: false)
      case 3: return .csv(isPaired: true)
      default: throw Failure(problem: "\(scanner.excerpt) is neither a header a,b nor a problem")
      }
    }
  }

  /// The line's problem, and the corrupted one if the form has one.
  mutating func read(as form: Form) throws(Failure) -> (clean: Problem, corrupted: Problem?) {
    let result: (Problem, Problem?)
    switch form {
    case .csv(let isPaired):
      let clean = try problem(joinedBy: ",")
      if isPaired { try expect(",") }
      result = (clean, isPaired ? try problem(joinedBy: ",") : nil)
    case .text: result = (try problem(joinedBy: "+"), nil)
    case .json(let isPaired):
      let (clean, corrupted) = try json()
      guard (corrupted != nil) == isPaired else {
        throw Failure(
          problem: isPaired ? "'corrupted' is missing" : "'corrupted' is here, and not in the lines before",
          remedy: "give it in every line or in none")
      }
      result = (clean, corrupted)
    }
    guard scanner.isAtEnd else { throw Failure(problem: "\(scanner.excerpt) follows the problem") }
    return result
  }

  private mutating func expect(_ letter: Unicode.Scalar) throws(Failure) {
    guard scanner.take(letter) else {
      throw Failure(problem: scanner.isAtEnd ? "'\(letter)' is missing" : "'\(letter)' should be where \(scanner.excerpt) is")
    }
  }

  private mutating func problem(joinedBy letter: Unicode.Scalar) throws(Failure) -> Problem {
    let a = try operand()
    try expect(letter)
    return Problem(inRange: a, try operand())
  }

  private mutating func operand() throws(Failure) -> UInt64 {
    do throws(OperandError) { return try Problem.operand(scanner.word()) } catch {
      throw Failure(problem: error.problem, remedy: error.advice)
    }
  }

  // MARK: JSON

  /// An object, or a sum in quotation marks.
  private mutating func json() throws(Failure) -> (Problem, Problem?) {
    if scanner.take("\"") {
      let problem = try problem(joinedBy: "+")
      try expect("\"")
      return (problem, nil)
    }
    return try object(mayNest: true)
  }

  /// `{"a": 1, "b": 2}`, in any order, where it may with a corrupted problem inside.
  private mutating func object(mayNest: Bool) throws(Failure) -> (Problem, Problem?) {
    var (a, b, corrupted): (UInt64?, UInt64?, Problem?)
    try expect("{")
    repeat {
      try expect("\"")
      let name = scanner.word()
      try expect("\"")
      try expect(":")
      switch name {
      case "a" where a == nil: a = try operand()
      case "b" where b == nil: b = try operand()
      case "corrupted" where mayNest && corrupted == nil: corrupted = try object(mayNest: false).0
      case "a", "b", "corrupted": throw Failure(problem: "'\(name)' has no place here", remedy: Self.advice)
      default: throw Failure(problem: "there is no field '\(name.prefix(24))'", remedy: Self.advice)
      }
    } while scanner.take(",")
    try expect("}")
    guard let a, let b else { throw Failure(problem: "'\(a == nil ? "a" : "b")' is missing") }
    return (Problem(inRange: a, b), corrupted)
  }
}
