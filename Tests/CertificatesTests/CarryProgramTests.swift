import Addition
import Testing

@testable import Certificates

/// The dynamic program against all operands.
@Suite struct CarryProgramTests {
  /// Questions whose token is the digit before; terms are any.
  @Test(arguments: [(1, 7), (2, 0), (3, 9), (3, 4)]) func findsTheGreatestSum(place: Int, token: Int) {
    var random = SystemIndependentGenerator(state: UInt64(10 * place + token))
    let program = CarryProgram(place: place, token: token, ownSlot: KeyTable.sumSlot(place - 1))
    let terms = (0..<(10 * (20 + place))).map { _ in Double.random(in: -1...1, using: &random) }
    for carry in 0...1 {
      var region = Region(x: 3, y: 8, carry: carry, at: place)
      for j in (place + 1)..<10 { region.digits[j] = Region.Digits(x: j % 10, y: 0) }
      var (best, count) = (-Double.infinity, UInt128(0))
      var limit = 1
      for _ in 0..<place { limit *= 10 }
      for a in 0..<limit {
        for b in 0..<limit {
          let sum = a + b
          guard sum / limit == carry, sum % limit / (limit / 10) == token else { continue }
          count += 1
          best = max(best, Self.value(terms, a, b, sum, place) + Self.rest(terms, region, place))
        }
      }
      let found = terms.withUnsafeBufferPointer { program.maximum($0, over: region) }
      #expect(program.count(region) == count)
      guard count > 0 else {
        #expect(found == nil)
        continue
      }
      #expect(found.map { $0.sum >= best && $0.sum <= best + 1e-12 } == true, "\(String(describing: found)) for \(best)")
      let below = found?.operands.sum(below: place)
      #expect(below?.carry == carry && below?.digits.last == token)
    }
  }

  private static func value(_ terms: [Double], _ a: Int, _ b: Int, _ sum: Int, _ places: Int) -> Double {
    var (a, b, sum, value) = (a, b, sum, 0.0)
    for j in 0..<places {
      value += terms[10 * KeyTable.firstSlot(j) + a % 10] + terms[10 * KeyTable.secondSlot(j) + b % 10]
      value += terms[10 * KeyTable.sumSlot(j) + sum % 10]
      (a, b, sum) = (a / 10, b / 10, sum / 10)
    }
    return value
  }

  private static func rest(_ terms: [Double], _ region: Region, _ place: Int) -> Double {
    (place..<10).reduce(0) { sum, j in
      guard let given = region.digits[j] else { return sum }
      return sum + terms[10 * KeyTable.firstSlot(j) + given.x] + terms[10 * KeyTable.secondSlot(j) + given.y]
    }
  }

  /// Free places take each operand's best digit.
  @Test func placesAboveAreFree() throws {
    let program = CarryProgram(place: 0, token: 0, ownSlot: nil)
    var terms = [Double](repeating: 0, count: 200)
    for j in 1..<10 { (terms[10 * KeyTable.firstSlot(j) + 4], terms[10 * KeyTable.secondSlot(j) + 9]) = (1, 2) }
    let region = Region(x: 1, y: 2, carry: 0, at: 0)
    let found = try #require(terms.withUnsafeBufferPointer { program.maximum($0, over: region) })
    #expect(found.sum >= 27 && found.sum < 27.001)
    let problem = try #require(found.operands.problem)
    #expect(problem.a == 4_444_444_441 && problem.b == 9_999_999_992)
    #expect(program.count(region) == 1_000_000_000_000_000_000)
    #expect(terms.withUnsafeBufferPointer { program.maximum($0, over: Region(x: 1, y: 2, carry: 1, at: 0)) } == nil)
  }

  /// All questions' cells hold all inputs, each once.
  @Test func cellsCoverEverything() {
    for place in 0...10 {
      var total = UInt128(0)
      for token in place == 0 ? 0..<1 : 0..<10 {
        let program = CarryProgram(place: place, token: token, ownSlot: place == 0 ? nil : KeyTable.sumSlot(place - 1))
        for cell in Question(place: place, token: token).cells(ownSlot: program.ownSlot) { total += program.count(cell.region) }
      }
      #expect(total == 100_000_000_000_000_000_000)
    }
  }
}
