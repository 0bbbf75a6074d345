/// The problems of a trace, as columns: what was asked, what was fed to the model and what it answered.
public struct TraceProblems: Equatable, Sendable {
  /// First operands, `[problem]`, not negative.
  public var a: [Int64]
  /// Second operands, `[problem]`, not negative.
  public var b: [Int64]
  /// The model's decoded answers, `[problem]`; -1 where it gave no number.
  public var answer: [Int64]
  /// The sequence's dimension, labelled.
  public var position: TraceDimension
  /// The tokens fed to the model, `[problem, position]`.
  public var tokens: [UInt8]
  /// Further columns, such as `carry_in` `[problem, place]`.
  public var columns: [TraceColumn]

  /// Gathers the columns; `TraceWriter.create` checks that their lengths agree.
  /// - Parameters:
  ///   - positions: one label per position, such as `X0 ... X9 + Y0 ... Y9 = Z0 ... Z10`.
  ///   - tokens: `[problem, position]`.
  public init(
    a: [Int64], b: [Int64], answer: [Int64], positions: [String], tokens: [UInt8], columns: [TraceColumn] = []
  ) {
    self.init(a: a, b: b, answer: answer, position: .position(positions), tokens: tokens, columns: columns)
  }

  /// Gathers the columns of problems whose tokens have another dimension than the hooks' positions.
  init(a: [Int64], b: [Int64], answer: [Int64], position: TraceDimension, tokens: [UInt8], columns: [TraceColumn]) {
    self.a = a
    self.b = b
    self.answer = answer
    self.position = position
    self.tokens = tokens
    self.columns = columns
  }

  /// How many problems there are.
  public var count: Int { a.count }

  /// Checks that the columns are as long as they should be and the operands possible.
  func checkColumns() throws(TraceError) {
    func check(_ found: Int, _ expected: Int, _ what: String) throws(TraceError) {
      guard found == expected else {
        throw .description("\(what) has \(found) values where \(count) problems need \(expected)")
      }
    }
    try check(b.count, count, "b")
    try check(answer.count, count, "answer")
    for index in 0..<count {
      let (a, b) = (a[index], b[index])
      guard a >= 0, b >= 0, !a.addingReportingOverflow(b).overflow else {
        throw .description("problem \(index) has the operands \(a) and \(b); both must be at least 0, their sum below 2^63")
      }
    }
    try check(tokens.count, try TraceLayout.values(count, [position], "tokens"), "tokens")
    for column in columns {
      try check(column.values.count, try TraceLayout.values(count, column.dimensions, column.name), column.name)
    }
  }

  /// Whether other problems have the same columns, and may hence follow these.
  func hasColumns(of other: TraceProblems) -> Bool {
    position == other.position && columns.count == other.columns.count
      && zip(columns, other.columns).allSatisfy { $0.name == $1.name && $0.dimensions == $1.dimensions }
  }
}

/// A column of small numbers about the problems: carries, generated or propagated places, chain lengths.
public struct TraceColumn: Equatable, Sendable {
  /// Name within `/problems`, such as `carry_in`.
  public let name: String
  /// What it says, in a sentence; stored as the attribute `long_name`.
  public let meaning: String
  /// The dimensions after `problem`; none for one number per problem.
  public let dimensions: [TraceDimension]
  /// `[problem, dimensions...]`.
  public let values: [UInt8]

  /// Describes a column and its values.
  public init(_ name: String, meaning: String, dimensions: [TraceDimension] = [], values: [UInt8]) {
    self.name = name
    self.meaning = meaning
    self.dimensions = dimensions
    self.values = values
  }
}
