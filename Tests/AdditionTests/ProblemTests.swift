import Addition
import Foundation
import Testing

@Suite struct ProblemTests {
  @Test func isTwoWords() {
    #expect(MemoryLayout<Problem>.size == 16)
    #expect(MemoryLayout<Problem>.stride == 16)
    #expect(_isPOD(Problem.self))
  }

  @Test func addsTheLargestOperands() throws {
    let problem = try Problem(9_999_999_999, 9_999_999_999)
    #expect(problem.sum == 19_999_999_998)
    #expect(Array(problem.aDigits) == Array(repeating: 9, count: 10))
    #expect(Array(problem.sumDigits) == [8, 9, 9, 9, 9, 9, 9, 9, 9, 9, 1])
    #expect("\(problem)" == "9999999999 + 9999999999")
  }

  @Test func refusesElevenDigits() {
    #expect(throws: OperandError.tooLarge("10000000000")) { try Problem(10_000_000_000, 0) }
    #expect(throws: OperandError.tooLarge("\(UInt64.max)")) { try Problem(0, .max) }
  }

  @Test(
    arguments: [
      ("0", 0), ("7", 7), ("0000000007", 7), ("000000000000007", 7), ("9999999999", 9_999_999_999),
    ] as [(String, UInt64)])
  func parses(text: String, value: UInt64) throws {
    #expect(try Problem.operand(text) == value)
    #expect(try Problem(parsing: text, "1").sum == value + 1)
  }

  @Test(arguments: [
    ("10000000000", OperandError.tooLarge("10000000000")),
    ("99999999999999999999999999", .tooLarge("99999999999999999999999999")),
    ("-5", .negative("-5")),
    ("-", .notANumber("-")),
    ("", .notANumber("")),
    ("+5", .notANumber("+5")),
    ("1e3", .notANumber("1e3")),
    (" 1", .notANumber(" 1")),
    ("1.0", .notANumber("1.0")),
    ("\u{0663}", .notANumber("\u{0663}")),
  ])
  func refuses(text: String, error: OperandError) {
    #expect(throws: error) { try Problem.operand(text) }
    #expect(throws: error) { try Problem(parsing: "1", text) }
  }

  @Test func errorsAreOneBoundedLine() {
    let message = OperandError.notANumber("a\nb" + String(repeating: "x", count: 1000)).description
    #expect(message.hasPrefix("operand 'a\\u{a}bxxx"))
    #expect(message.count < 120)
    #expect(!message.contains("\n"))
    #expect(
      OperandError.tooLarge("10000000000").description
        == "operand '10000000000' has more than ten digits: give a whole number from 0 to 9999999999")
  }

  @Test func codesAsTwoNumbersAndValidates() throws {
    let problem = try Problem(12, 34)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let data = try encoder.encode(problem)
    #expect(String(decoding: data, as: UTF8.self) == #"{"a":12,"b":34}"#)
    #expect(try JSONDecoder().decode(Problem.self, from: data) == problem)
    for text in [#"{"a":10000000000,"b":0}"#, #"{"a":-1,"b":0}"#, #"{"a":1}"#, #"{"a":1.5,"b":0}"#] {
      #expect(throws: DecodingError.self) { try JSONDecoder().decode(Problem.self, from: Data(text.utf8)) }
    }
  }
}

@Suite struct DecimalDigitsTests {
  @Test func agreesWithDivision() {
    var random = RandomStream(seed: 1, purpose: .analysis)
    var values: [UInt64] = [0, 9, 10, 99, 100, 9_999, 10_000, 99_999_999, 100_000_000, 9_999_999_999_999_999]
    for count in 1...16 {
      var bound: UInt64 = 1
      for _ in 0..<count { bound *= 10 }
      values += [bound - 1] + (0..<200).map { _ in random.below(bound) }
    }
    for value in values {
      var rest = value
      let digits = DecimalDigits(value, count: 16)
      for place in 0..<16 {
        #expect(UInt64(digits[place]) == rest % 10)
        rest /= 10
      }
      #expect(digits.value == value)
    }
  }

  /// Every pair of fields below 10^4, in both halves of eight digits: the reciprocal multiplications have no exception.
  @Test func packsEveryFourDigits() {
    for fields in UInt64(0)..<10_000 {
      let text = String(fields + 10_000).dropFirst()
      let packed = UInt64(text, radix: 16) ?? .max
      let low = DecimalDigits(fields, count: 10).packed
      let high = DecimalDigits(fields * 10_000, count: 10).packed
      guard low == packed, high == packed << 16 else {
        Issue.record("\(fields) is packed as \(String(low, radix: 16)) and \(String(high, radix: 16))")
        return
      }
    }
  }

  @Test func isACollectionOfItsCount() {
    let digits = DecimalDigits(1_205, count: 10)
    #expect(Array(digits) == [5, 0, 2, 1, 0, 0, 0, 0, 0, 0])
    #expect(digits.count == 10)
    #expect(DecimalDigits(5, count: 1) != DecimalDigits(5, count: 2))
  }

  @Test func sumsAreRead() throws {
    for text in ["12+34", " 12 + 34 ", "0012+34"] { #expect(try Problem(parsing: text) == Problem(12, 34)) }
    for text in ["12", "", "12-34"] { #expect(throws: OperandError.notASum(text)) { try Problem(parsing: text) } }
    #expect(throws: OperandError.notANumber("")) { try Problem(parsing: "12+") }
    #expect(throws: OperandError.notANumber("3+4")) { try Problem(parsing: "12+3+4") }
    #expect(throws: OperandError.tooLarge("10000000000")) { try Problem(parsing: "12+10000000000") }
    #expect(throws: OperandError.negative("-1")) { try Problem(parsing: "-1+2") }
  }
}
