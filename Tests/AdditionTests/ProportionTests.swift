import Addition
import Foundation
import Testing

@Suite struct ProportionTests {
  /// Bounds from the formula computed independently, to six digits; 81 of 263 is the example of Newcombe (1998), 0.2553 to 0.3662.
  @Test(
    arguments: [
      (8, 10, 0.490162, 0.943318), (0, 10, 0, 0.277533), (10, 10, 0.722467, 1), (5, 10, 0.236593, 0.763407),
      (1, 2, 0.094531, 0.905469), (0, 1, 0, 0.793451), (10_010, 10_010, 0.999616, 1), (81, 263, 0.255289, 0.366210),
    ] as [(Int, Int, Double, Double)])
  func knownIntervals(count: Int, total: Int, lower: Double, upper: Double) {
    let interval = WilsonInterval(count: count, total: total)
    #expect(abs(interval.lower - lower) < 1e-6, "\(interval.lower)")
    #expect(abs(interval.upper - upper) < 1e-6, "\(interval.upper)")
  }

  @Test func isSymmetricAndContainsTheRate() {
    for total in [1, 2, 7, 100, 12_345] {
      for count in Set([0, 1, total / 3, total / 2, total - 1, total]) {
        let (one, other) = (WilsonInterval(count: count, total: total), WilsonInterval(count: total - count, total: total))
        let rate = Double(count) / Double(total)
        #expect(abs(one.lower - (1 - other.upper)) < 1e-12)
        #expect(one.lower <= rate && rate <= one.upper)
        #expect(0 <= one.lower && one.upper <= 1)
        #expect((one.lower == 0) == (count == 0) && (one.upper == 1) == (count == total))
      }
    }
  }

  @Test func withoutTrialsAnythingIsPossible() {
    let nothing = Proportion(0, of: 0)
    #expect(nothing.rate == nil)
    #expect(nothing.interval95.lower == 0)
    #expect(nothing.interval95.upper == 1)
    #expect("\(nothing)" == "0 of 0 (0–100%)")
  }

  @Test(
    arguments: [
      (10_010, 10_010, "10,010 of 10,010 (99.96–100%)"), (8, 10, "8 of 10 (49.02–94.33%)"), (0, 10, "0 of 10 (0–27.75%)"),
      (9_999_997, 10_000_000, "9,999,997 of 10,000,000 (99.99991–99.99999%)"),
      (9_999_999, 10_000_000, "9,999,999 of 10,000,000 (99.999943–99.999998%)"),
      (1, 10_000_000, "1 of 10,000,000 (0.000002–0.000057%)"), (1_234, 2_000, "1,234 of 2,000 (59.55–63.81%)"),
    ] as [(Int, Int, String)])
  func printsCountsAndInterval(count: Int, total: Int, text: String) {
    #expect("\(Proportion(count, of: total))" == text)
  }

  @Test func addsAndCodes() throws {
    let sum = Proportion(3, of: 4) + Proportion(1, of: 6)
    #expect(sum == Proportion(4, of: 10))
    #expect(sum.rate == 0.4)
    let data = try JSONEncoder().encode(sum)
    #expect(try JSONDecoder().decode(Proportion.self, from: data) == sum)
    for text in [#"{"count":3,"total":2}"#, #"{"count":-1,"total":2}"#, #"{"count":1}"#] {
      #expect(throws: DecodingError.self) { try JSONDecoder().decode(Proportion.self, from: Data(text.utf8)) }
    }
    let bounds = try JSONDecoder().decode([Double].self, from: JSONEncoder().encode(sum.interval95))
    #expect(bounds == [sum.interval95.lower, sum.interval95.upper])
  }
}
