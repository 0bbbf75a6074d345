import Addition
import Foundation
import Testing

@Suite struct ProblemPairTests {
  private static let suites: [ProblemSuite] = [.uniform(count: 3000, seed: 4), .carry(count: 3300, seed: 4), .adderBoard]

  /// Where two numbers differ, as a mask.
  private func difference(_ first: DecimalDigits, _ second: DecimalDigits) -> [Int] {
    first.indices.filter { first[$0] != second[$0] }
  }

  @Test(arguments: suites) func onePlaceKeepsItsDigitAndChangesItsCarry(_ suite: ProblemSuite) throws {
    for pair in ProblemPairs(changingACarryOf: suite) {
      let (clean, other) = (Carries(pair.clean), Carries(pair.corrupted))
      let operands =
        difference(pair.clean.aDigits, pair.corrupted.aDigits) + difference(pair.clean.bDigits, pair.corrupted.bDigits)
      let places = Set(operands)
      #expect(places.count == 1)
      let place = try #require(places.first)
      let carries = (0..<10).filter { (clean.outgoing ^ other.outgoing) >> UInt16($0) & 1 == 1 }
      let digits = difference(pair.clean.sumDigits, pair.corrupted.sumDigits)
      if clean.propagating == 0x3FF {
        #expect(place == 9 && carries == [9])
      } else {
        #expect(clean.kind(place) != .propagate && clean.kind(place) != other.kind(place))
        #expect(carries.first == place && !digits.contains(place), "\(pair)")
        // The change runs on exactly as far as places propagate it.
        let run = (place + 1..<10).prefix { clean.kind($0) == .propagate }
        #expect(carries == [place] + run)
        let hasLonePlace = (0..<10).contains {
          clean.kind($0) != .propagate && ($0 == 9 || clean.kind($0 + 1) != .propagate)
        }
        #expect(!hasLonePlace || (carries == [place] && digits == [place + 1]))
      }
    }
  }

  @Test func pairsAreTheSameEachTime() {
    let pairs = ProblemPairs(changingACarryOf: .uniform(count: 1000, seed: 4))
    #expect([999, 0, 7, 7].map { pairs[$0] } == [999, 0, 7, 7].map { pairs[$0] })
    #expect(pairs[7] == ProblemPairs(changingACarryOf: .uniform(count: 8, seed: 4))[7])
    #expect(Set(pairs.map(\.corrupted)).count > 990)
  }

  /// Both directions, and every place, come up alike often.
  @Test func carriesComeAndGo() {
    let pairs = ProblemPairs(changingACarryOf: .uniform(count: 10_000, seed: 4))
    let gained = pairs.count { Carries($0.corrupted).count > Carries($0.clean).count }
    #expect((4_700...5_300).contains(gained))
    for place in 0..<10 {
      let count = pairs.count {
        $0.clean.aDigits[place] != $0.corrupted.aDigits[place] || $0.clean.bDigits[place] != $0.corrupted.bDigits[place]
      }
      #expect((700...1_300).contains(count), "place \(place): \(count)")
    }
  }

  @Test func isTheSameAfterJSON() throws {
    let pair = ProblemPair(clean: try Problem(1, 2), corrupted: try Problem(3, 9_999_999_999))
    let data = try JSONEncoder().encode(pair)
    #expect(try JSONDecoder().decode(ProblemPair.self, from: data) == pair)
    let text = #"{"a": 1, "b": 2, "corrupted": {"a": 3, "b": 9999999999}}"#
    #expect(try JSONDecoder().decode(ProblemPair.self, from: Data(text.utf8)) == pair)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(ProblemPair.self, from: Data(#"{"a": 1, "b": 2}"#.utf8)) }
  }

  @Test func saysWhatItIs() {
    #expect(
      ProblemPairs(changingACarryOf: .carry(count: 22)).description
        == "22 problems of suite carry, seed 1, and the same with one carry changed")
  }
}
