/// In which order a number's digits are written.
public enum DigitOrder: String, Hashable, Sendable {
  /// 10^9 first, as on paper.
  case mostSignificantFirst
  /// 10^0 first, so that carries run in reading order.
  case leastSignificantFirst
}

/// How a problem becomes a sequence of tokens.
///
/// A sequence is the prompt (two operands of ten digits and their delimiters), then the eleven digits of the sum, least
/// significant first, then an end token where the format has one. Digits 0...9 are tokens 0...9. A format is data: every
/// function here reads it and none asks which format it is. The known formats are constants (`dense`, `split10`, ...); a
/// format is coded by its name.
///
/// A model reads the sequence without its last token (`inputLength`) and is trained on the tokens that follow the positions
/// `promptLength - 1 ..< inputLength` (`targetCount` of them).
public struct TokenFormat: Sendable {
  /// The name in files: `dense`, `split10`, ...
  public let name: String
  /// The number of tokens, digits included.
  public let vocabularySize: Int
  /// In which order the operands are written. The sum is always written least significant first.
  public let operandOrder: DigitOrder
  /// The token that ends an answer; `nil` when exactly eleven digits are read.
  public let endToken: UInt8?
  /// The token that fills unused places; `nil` when the vocabulary has none.
  public let paddingToken: UInt8?
  /// The number of tokens before the first answer digit.
  public let promptLength: Int
  /// One label per token: `0`...`9`, then `+`, `=`, `PAD`, `EOS` where the vocabulary has them.
  public let tokenLabels: [String]
  /// One label per position of the full sequence: `X9`, `+`, `Y0`, `=`, `Z10`, `EOS`... The number is the power of ten,
  /// whatever the order of writing.
  public let positionLabels: [String]

  private let firstOperandStart: Int
  private let secondOperandStart: Int
  private let delimiters: [(position: Int, token: UInt8)]

  /// A token of the prompt that is no digit of an operand, with the label of its position.
  struct Delimiter: Sendable {
    let token: UInt8
    let label: String
  }

  /// Lays out a format: `before`, first operand, `between`, second operand, `after`, sum, `end`.
  init(
    name: String, specialTokens: [String], operandOrder: DigitOrder, before: [Delimiter] = [], between: [Delimiter] = [],
    after: [Delimiter] = [], endToken: UInt8? = nil, paddingToken: UInt8? = nil
  ) {
    self.name = name
    self.operandOrder = operandOrder
    self.endToken = endToken
    self.paddingToken = paddingToken
    tokenLabels = (0..<10).map { "\($0)" } + specialTokens
    vocabularySize = tokenLabels.count
    firstOperandStart = before.count
    secondOperandStart = firstOperandStart + Problem.operandDigits + between.count
    promptLength = secondOperandStart + Problem.operandDigits + after.count

    let starts = [0, firstOperandStart + Problem.operandDigits, secondOperandStart + Problem.operandDigits]
    delimiters = zip(starts, [before, between, after]).flatMap { start, group in
      group.enumerated().map { (start + $0.offset, $0.element.token) }
    }
    let places = operandOrder == .mostSignificantFirst ? Array((0..<10).reversed()) : Array(0..<10)
    positionLabels =
      before.map(\.label) + places.map { "X\($0)" } + between.map(\.label) + places.map { "Y\($0)" } + after.map(\.label)
      + (0..<Problem.sumDigits).map { "Z\($0)" } + (endToken == nil ? [] : ["EOS"])
  }

  /// The number of digits of an answer, 11.
  public var answerLength: Int { Problem.sumDigits }
  /// The number of tokens a model is trained to predict: the answer, and the end token where there is one.
  public var targetCount: Int { answerLength + (endToken == nil ? 0 : 1) }
  /// The length of a whole sequence: prompt, answer, end token.
  public var sequenceLength: Int { promptLength + targetCount }
  /// The number of tokens a model reads when its targets are known: the whole sequence without its last token.
  public var inputLength: Int { sequenceLength - 1 }

  /// The position of the first operand's digit of 10^`place`, 0...9.
  public func firstOperandPosition(_ place: Int) -> Int { firstOperandStart + offset(place) }
  /// The position of the second operand's digit of 10^`place`, 0...9.
  public func secondOperandPosition(_ place: Int) -> Int { secondOperandStart + offset(place) }

  /// The position of the answer's digit of 10^`place`, 0...10. The position before it predicts it.
  public func answerPosition(_ place: Int) -> Int {
    precondition(0..<answerLength ~= place, "an answer has no digit of 10^\(place)")
    return promptLength + place
  }

  /// Whether a token is a digit. Decoding stops at the first token that is not.
  public func isDigit(_ token: UInt8) -> Bool { token < 10 }

  /// What stands at each position of the full sequence.
  public var roles: [PositionRole] {
    var roles = [PositionRole](repeating: .delimiter(Int(endToken ?? 0)), count: sequenceLength)
    for delimiter in delimiters { roles[delimiter.position] = .delimiter(Int(delimiter.token)) }
    for place in 0..<Problem.operandDigits {
      roles[firstOperandPosition(place)] = .first(place)
      roles[secondOperandPosition(place)] = .second(place)
    }
    for place in 0..<answerLength { roles[answerPosition(place)] = .sum(place) }
    return roles
  }

  private func offset(_ place: Int) -> Int {
    precondition(0..<Problem.operandDigits ~= place, "an operand has no digit of 10^\(place)")
    return operandOrder == .mostSignificantFirst ? Problem.operandDigits - 1 - place : place
  }
}

// MARK: - Encoding and decoding

extension TokenFormat {
  /// Writes the `promptLength` tokens of a problem; position `p` goes to `tokens[p * lanes + lane]`.
  /// - Precondition: `lane < lanes`, and `tokens` holds `promptLength * lanes` tokens.
  public func encodePrompt(
    _ problem: Problem, into tokens: UnsafeMutableBufferPointer<UInt8>, lane: Int = 0, lanes: Int = 1
  ) {
    let column = LaneColumn(tokens, lane: lane, lanes: lanes, length: promptLength)
    for delimiter in delimiters { column.write(delimiter.token, at: delimiter.position) }
    column.write(problem.aDigits, order: operandOrder, at: firstOperandStart)
    column.write(problem.bDigits, order: operandOrder, at: secondOperandStart)
  }

  /// Writes the `inputLength` tokens a model reads in training; position `p` goes to `tokens[p * lanes + lane]`.
  /// - Precondition: `lane < lanes`, and `tokens` holds `inputLength * lanes` tokens.
  public func encodeInput(
    _ problem: Problem, into tokens: UnsafeMutableBufferPointer<UInt8>, lane: Int = 0, lanes: Int = 1
  ) {
    let column = LaneColumn(tokens, lane: lane, lanes: lanes, length: inputLength)
    encodePrompt(problem, into: tokens, lane: lane, lanes: lanes)
    let visible = endToken == nil ? answerLength - 1 : answerLength
    let digits = DecimalDigits(problem.sum, count: answerLength)
    column.write(digits, order: .leastSignificantFirst, at: promptLength, count: visible)
  }

  /// Writes the `targetCount` tokens that follow input positions `promptLength - 1 ..< inputLength`; target `t` goes to
  /// `targets[t * lanes + lane]`.
  /// - Precondition: `lane < lanes`, and `targets` holds `targetCount * lanes` tokens.
  public func encodeTargets(
    _ problem: Problem, into targets: UnsafeMutableBufferPointer<UInt8>, lane: Int = 0, lanes: Int = 1
  ) {
    let column = LaneColumn(targets, lane: lane, lanes: lanes, length: targetCount)
    column.write(problem.sumDigits, order: .leastSignificantFirst, at: 0)
    if let endToken { column.write(endToken, at: answerLength) }
  }

  /// Reads an answer from eleven tokens, `tokens[t * lanes + lane]`: its value, 0...99,999,999,999, or `nil` when one of them
  /// is not a digit, be it an early end token or any other: an answer of fewer than eleven digits is wrong.
  /// - Precondition: `lane < lanes`, and `tokens` holds `answerLength * lanes` tokens.
  public func decode(_ tokens: UnsafeBufferPointer<UInt8>, lane: Int = 0, lanes: Int = 1) -> UInt64? {
    precondition(lane >= 0 && lane < lanes && tokens.count / lanes >= answerLength, "too few tokens for an answer")
    var value: UInt64 = 0
    for place in stride(from: answerLength - 1, through: 0, by: -1) {
      let token = tokens[place * lanes + lane]
      guard isDigit(token) else { return nil }
      value = value * 10 + UInt64(token)
    }
    return value
  }

  /// Reads an answer from its tokens in order; what follows the eleventh is not looked at. `nil` when there are fewer than
  /// eleven digits before the end or the first token that is no digit.
  public func decode(_ tokens: [UInt8]) -> UInt64? {
    tokens.count < answerLength ? nil : tokens.withUnsafeBufferPointer { decode($0) }
  }

  /// The prompt of a problem, `promptLength` tokens.
  public func prompt(of problem: Problem) -> [UInt8] {
    tokens(promptLength) { encodePrompt(problem, into: $0) }
  }

  /// What a model reads in training, `inputLength` tokens.
  public func input(of problem: Problem) -> [UInt8] {
    tokens(inputLength) { encodeInput(problem, into: $0) }
  }

  /// What a model is trained to predict, `targetCount` tokens.
  public func targets(of problem: Problem) -> [UInt8] {
    tokens(targetCount) { encodeTargets(problem, into: $0) }
  }

  /// The whole sequence, `sequenceLength` tokens: `prompt` and `targets`.
  public func sequence(of problem: Problem) -> [UInt8] {
    prompt(of: problem) + targets(of: problem)
  }

  private func tokens(_ count: Int, _ encode: (UnsafeMutableBufferPointer<UInt8>) -> Void) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      encode(buffer)
      initialized = count
    }
  }
}

/// One lane's tokens in a block of `[position][lane]`, its size checked once.
private struct LaneColumn {
  private let start: UnsafeMutablePointer<UInt8>
  private let lanes: Int

  init(_ tokens: UnsafeMutableBufferPointer<UInt8>, lane: Int, lanes: Int, length: Int) {
    precondition(lane >= 0 && lane < lanes && tokens.count / lanes >= length, "too few tokens for a sequence")
    guard let base = tokens.baseAddress else { preconditionFailure("no tokens to write to") }
    start = base + lane
    self.lanes = lanes
  }

  func write(_ token: UInt8, at position: Int) {
    start[position &* lanes] = token
  }

  func write(_ digits: DecimalDigits, order: DigitOrder, at position: Int, count: Int = .max) {
    let count = min(count, digits.count)
    var packed = digits.packed
    var (place, step) = (position, 1)
    if order == .mostSignificantFirst { (place, step) = (position + count - 1, -1) }
    for _ in 0..<count {
      write(UInt8(truncatingIfNeeded: packed & 15), at: place)
      packed >>= 4
      place += step
    }
  }
}
