import Addition
import Foundation
import Testing

@Suite struct TokenFormatTests {
  let problem: Problem

  init() throws {
    problem = try Problem(1_234_567_890, 9_876_543_219)  // = 11_111_111_109
  }

  @Test func dense() {
    let format = TokenFormat.dense
    let prompt: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 9, 11]
    let answer: [UInt8] = [9, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1]
    #expect(format.sequence(of: problem) == prompt + answer + [13])
    #expect(format.input(of: problem) == prompt + answer)
    #expect(format.targets(of: problem) == answer + [13])
    #expect(format.vocabularySize == 14)
    #expect(format.paddingToken == 12)
    #expect(format.tokenLabels.suffix(4) == ["+", "=", "PAD", "EOS"])
    #expect(format.positionLabels.first == "X9")
    #expect(
      format.positionLabels.joined(separator: " ")
        == "X9 X8 X7 X6 X5 X4 X3 X2 X1 X0 + Y9 Y8 Y7 Y6 Y5 Y4 Y3 Y2 Y1 Y0 = Z0 Z1 Z2 Z3 Z4 Z5 Z6 Z7 Z8 Z9 Z10 EOS")
  }

  @Test(arguments: [(TokenFormat.split10, 0, 0, 0), (.split14, 10, 11, 12)] as [(TokenFormat, UInt8, UInt8, UInt8)])
  func split(format: TokenFormat, plus: UInt8, equals: UInt8, end: UInt8) {
    let prompt: [UInt8] = [0, 9, 8, 7, 6, 5, 4, 3, 2, 1, plus, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, equals]
    let answer: [UInt8] = [9, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1]
    #expect(format.sequence(of: problem) == prompt + answer + [end])
    #expect(format.vocabularySize == (plus == 0 ? 10 : 14))
    #expect(
      format.positionLabels.joined(separator: " ")
        == "X0 X1 X2 X3 X4 X5 X6 X7 X8 X9 + Y0 Y1 Y2 Y3 Y4 Y5 Y6 Y7 Y8 Y9 = Z0 Z1 Z2 Z3 Z4 Z5 Z6 Z7 Z8 Z9 Z10 EOS")
  }

  @Test func digitsOnly() {
    let format = TokenFormat.digitsOnly
    #expect(
      format.sequence(of: problem)
        == [1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 9, 8, 7, 6, 5, 4, 3, 2, 1, 9, 9, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1])
    #expect(format.promptLength == 20)
    #expect(format.targetCount == 11)
  }

  @Test func qwen3() {
    let format = TokenFormat.qwen3
    let prompt: [UInt8] = [0, 0, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0]
    #expect(format.sequence(of: problem) == prompt + [9, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1])
    #expect(format.promptLength == 24)
    #expect(format.sequenceLength == 35)
    #expect(format.inputLength == 34)
    #expect(Set(format.positionLabels).count == 35)
  }

  @Test(arguments: [TokenFormat.dense, .split10, .split14])
  func publishedLengths(format: TokenFormat) {
    #expect(format.promptLength == 22)
    #expect(format.answerLength == 11)
    #expect(format.targetCount == 12)
    #expect(format.inputLength == 33)
    #expect(format.sequenceLength == 34)
  }

  @Test(arguments: TokenFormat.known)
  func lengthsLabelsAndPositionsAgree(format: TokenFormat) throws {
    let sequence = format.sequence(of: problem)
    #expect(sequence.count == format.sequenceLength)
    #expect(format.positionLabels.count == format.sequenceLength)
    #expect(format.tokenLabels.count == format.vocabularySize)
    #expect(Set(format.positionLabels).count == format.sequenceLength)
    #expect(sequence.allSatisfy { $0 < format.vocabularySize })
    #expect(format.input(of: problem) == sequence.dropLast())
    #expect(format.targets(of: problem) == Array(sequence[format.promptLength...]))
    #expect(format.input(of: problem)[format.promptLength...] == format.targets(of: problem).dropLast()[...])
    for place in 0..<10 {
      #expect(sequence[format.firstOperandPosition(place)] == problem.aDigits[place])
      #expect(sequence[format.secondOperandPosition(place)] == problem.bDigits[place])
      #expect(format.positionLabels[format.firstOperandPosition(place)] == "X\(place)")
      #expect(format.positionLabels[format.secondOperandPosition(place)] == "Y\(place)")
    }
    for place in 0..<11 {
      #expect(sequence[format.answerPosition(place)] == problem.sumDigits[place])
      #expect(format.positionLabels[format.answerPosition(place)] == "Z\(place)")
    }
  }

  @Test(arguments: TokenFormat.known)
  func lanesAreColumnsAndTouchNothingElse(format: TokenFormat) {
    let lanes = 16
    let problems = Array(ProblemSuite.uniform(count: lanes, seed: 5))
    let unwritten: UInt8 = 0xEE
    var tokens = [UInt8](repeating: unwritten, count: format.inputLength * lanes + 3)
    var targets = [UInt8](repeating: unwritten, count: format.targetCount * lanes + 3)
    for lane in stride(from: 0, to: lanes, by: 2) {
      tokens.withUnsafeMutableBufferPointer { format.encodeInput(problems[lane], into: $0, lane: lane, lanes: lanes) }
      targets.withUnsafeMutableBufferPointer { format.encodeTargets(problems[lane], into: $0, lane: lane, lanes: lanes) }
    }
    for lane in 0..<lanes {
      let column = (0..<format.inputLength).map { tokens[$0 * lanes + lane] }
      let targetColumn = (0..<format.targetCount).map { targets[$0 * lanes + lane] }
      if lane % 2 == 0 {
        #expect(column == format.input(of: problems[lane]))
        #expect(targetColumn == format.targets(of: problems[lane]))
        let decoded = targets.withUnsafeBufferPointer { format.decode($0, lane: lane, lanes: lanes) }
        #expect(decoded == problems[lane].sum)
      } else {
        #expect((column + targetColumn).allSatisfy { $0 == unwritten })
      }
    }
    #expect((tokens.suffix(3) + targets.suffix(3)).allSatisfy { $0 == unwritten })
  }

  @Test(arguments: TokenFormat.known)
  func decodesWhatItEncodes(format: TokenFormat) {
    for problem in ProblemSuite.adderBoard.prefix(500) {
      #expect(format.decode(format.targets(of: problem)) == problem.sum)
    }
    #expect(format.decode(Array(repeating: 9, count: 11)) == 99_999_999_999)
  }

  @Test func anAnswerNeedsElevenDigits() {
    let answer: [UInt8] = [9, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1]
    #expect(TokenFormat.dense.decode(answer) == 11_111_111_109)
    #expect(TokenFormat.dense.decode(answer.dropLast()) == nil)
    #expect(TokenFormat.dense.decode([]) == nil)
    for place in 0..<11 {
      for token in UInt8(10)...13 {
        var wrong = answer
        wrong[place] = token
        #expect(TokenFormat.dense.decode(wrong) == nil)
        #expect(TokenFormat.split14.decode(wrong) == nil)
      }
    }
    #expect(TokenFormat.split10.decode(answer + [7]) == 11_111_111_109, "what follows the eleventh digit is not read")
  }

  @Test func isCodedByItsName() throws {
    for format in TokenFormat.known {
      let data = try JSONEncoder().encode([format])
      #expect(String(decoding: data, as: UTF8.self) == "[\"\(format.name)\"]")
      #expect(try JSONDecoder().decode([TokenFormat].self, from: data) == [format])
      #expect(TokenFormat.named(format.name) == format)
    }
    #expect(Set(TokenFormat.known).count == TokenFormat.known.count)
    #expect {
      try JSONDecoder().decode([TokenFormat].self, from: Data(#"["roman"]"#.utf8))
    } throws: { error in
      "\(error)".contains("unknown token format 'roman': use one of dense, split10, split14, digitsOnly, qwen3")
    }
  }
}
