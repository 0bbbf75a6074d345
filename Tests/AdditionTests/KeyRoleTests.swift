import Addition
import Testing

@Suite struct KeyRoleTests {
  @Test(arguments: TokenFormat.known)
  func everyRoleHasAtMostOneKeyButOther(format: TokenFormat) {
    for digit in 0..<format.answerLength {
      let keys = 0..<format.answerPosition(digit)
      let roles = keys.map { KeyRole(key: $0, answerDigit: digit, format: format) }
      for role in KeyRole.allCases where role != .other {
        let labels = zip(keys, roles).filter { $0.1 == role }.map { format.positionLabels[$0.0] }
        let expected: String? =
          switch role {
          case .firstDigit: digit < 10 ? "X\(digit)" : nil
          case .secondDigit: digit < 10 ? "Y\(digit)" : nil
          case .previousFirstDigit: digit > 0 ? "X\(digit - 1)" : nil
          case .previousSecondDigit: digit > 0 ? "Y\(digit - 1)" : nil
          case .previousAnswerDigit: digit > 0 ? "Z\(digit - 1)" : nil
          case .equals: format.positionLabels.contains("=") ? "=" : nil
          case .other: nil
          }
        #expect(labels == (expected.map { [$0] } ?? []), "\(format) digit \(digit) \(role)")
      }
    }
  }
}
