import Testing

@testable import bench

@Suite struct RoundsTests {
  /// The order of the turns, without regard to time.
  @Test func workloadsTakeTurns() throws {
    var turns: [String] = []
    func workload(_ name: String) -> Workload {
      Workload(units: 2) { if turns.last != name { turns.append(name) } }
    }
    let rounds = Rounds(count: 4, secondsPerRound: 1e-6)
    let rates = try rounds.rates(of: [workload("a"), workload("b")]) { turns.append("\($0)") }
    #expect(turns == ["a", "b", "0", "a", "b", "1", "a", "b", "2", "a", "b", "3", "a", "b"])
    #expect(rates.map(\.count) == [4, 4])
    #expect(rates.joined().allSatisfy { $0 > 0 && $0.isFinite })
  }

  @Test func aFailureEndsTheMeasurement() {
    struct Failure: Error {}
    #expect(throws: Failure.self) { _ = try Rounds.quick.rates(of: [Workload(units: 1) { throw Failure() }]) }
  }
}
