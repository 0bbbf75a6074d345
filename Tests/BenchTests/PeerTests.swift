import Testing

@testable import bench

@Suite struct PeerTests {
  @Test func theFastestPeerOfTheJobAndModelCounts() {
    var figures = PeerFigures()
    figures.read(
      """
      A library says hello.
      {"job": "training", "model": "gptacc-777", "peer": "torch", "value": 50, "unit": "steps/s"}
      {"job": "training", "model": "gptacc-777", "peer": "jax.jit", "value": 80.5, "unit": "steps/s"}
      {"job": "training", "model": "lowrank-262", "peer": "torch", "value": 900, "unit": "steps/s"}
      {"job": "decode", "model": "gptacc-777", "peer": "torch", "value": 18000, "unit": "sums/s"}
      {"job": "training", "model": "gptacc-777", "peer": "torch", "value": -5, "unit": "steps/s"}
      {"missing": "flax", "why": "No module named 'flax'"}
      {"job": "training", "model":
      """)
    #expect(figures.best("training", "gptacc-777") == PeerFigure(peer: "jax.jit", value: 80.5))
    #expect(figures.best("dump", "gptacc-777") == nil)
    #expect(figures.notes == ["No figures of flax: No module named 'flax'."])
  }

  @Test func aProgramEndsWithItsCodeAndItsOutput() throws {
    let run = try Subprocess.run(["sh", "-c", "echo one; echo two >&2; exit 3"], secondsAtMost: 30, signals: BenchSignals())
    #expect(run.end == .exit(3))
    #expect(run.output == "one\n")
    #expect(run.lastComplaint == "two")
  }

  @Test func aProgramThatIsNotThereSaysSo() throws {
    let run = try Subprocess.run(["carryscope-no-such-program"], secondsAtMost: 30, signals: BenchSignals())
    #expect(run.end == .exit(127))
  }

  /// What it printed in time is kept.
  @Test func aProgramThatTakesTooLongIsStopped() throws {
    let run = try Subprocess.run(["sh", "-c", "echo begun; sleep 60"], secondsAtMost: 0.2, signals: BenchSignals())
    #expect(run.end == .timeLimit)
    #expect(run.output == "begun\n")
  }
}
