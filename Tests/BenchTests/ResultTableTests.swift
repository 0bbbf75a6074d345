import Foundation
import Testing

@testable import bench

@Suite struct ResultTableTests {
  private let row = BenchRow(
    job: "training", model: "gptacc-777", threads: 2, spread: Spread([900, 1_200, 1_100]), unit: "steps/s",
    peer: PeerFigure(peer: "jax.jit", value: 110))

  @Test func numbersHaveThreeDigitsOrAreWhole() {
    let texts: [(Double, String)] = [
      (0, "0.00"), (0.004, "0.00"), (0.005, "0.01"), (1.999, "2.00"), (-1.5, "-1.50"), (12.34, "12.3"), (99.96, "100.0"),
      (123.4, "123"), (1_234_567.8, "1,234,568"), (.infinity, "inf"),
    ]
    for (value, text) in texts { #expect(ResultTable.number(value) == text) }
  }

  @Test func columnsStandUnderTheirTitles() throws {
    let (titles, line) = (Array(ResultTable.titles), Array(ResultTable.line(row)))
    #expect(String(line).contains("gptacc-777"))
    #expect(String(line).hasSuffix("10.0") && String(titles).hasSuffix("ratio"))
    #expect(line.count == titles.count)
  }

  @Test func aRowWithoutPeerEndsEarly() {
    var row = row
    row.peer = nil
    #expect(ResultTable.line(row).hasSuffix("900 to 1,200"))
  }

  @Test func jsonHasEveryKeyInEveryRow() throws {
    var alone = row
    alone.peer = nil
    let data = Data(try BenchRow.json([row, alone]).utf8)
    let rows = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
    let keys: Set = [
      "job", "model", "threads", "value", "unit", "low", "median", "high", "peer", "peer_value", "ratio",
    ]
    #expect(rows.count == 2 && rows.allSatisfy { Set($0.keys) == keys })
    #expect(rows[0]["ratio"] as? Double == 10 && rows[0]["value"] as? Double == 1_100)
    #expect(rows[1]["peer"] is NSNull && rows[1]["peer_value"] is NSNull && rows[1]["ratio"] is NSNull)
  }
}
