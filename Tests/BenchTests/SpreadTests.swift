import Testing

@testable import bench

@Suite struct SpreadTests {
  @Test func theMedianIsTheMiddle() {
    #expect(Spread([3, 1, 2]) == Spread([1, 2, 3]))
    #expect(Spread([3, 1, 2]).median == 2)
    #expect(Spread([4, 1, 2, 3]).median == 2.5)
    #expect(Spread([7]).low == 7 && Spread([7]).high == 7)
    #expect(Spread([5, 1, 9]).low == 1 && Spread([5, 1, 9]).high == 9)
    #expect(Spread([]).median == 0)
  }

  @Test func scalingKeepsTheOrder() {
    let spread = Spread([1, 2, 4]).scaled(by: 10)
    #expect((spread.low, spread.median, spread.high) == (10, 20, 40))
  }
}
