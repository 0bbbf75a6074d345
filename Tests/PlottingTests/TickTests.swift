import Plotting
import Testing

@Suite struct TickTests {
  private func ticks(_ axis: Axis, width: Double = 120) throws -> [String] {
    try Figure(width: width, height: 60, Panel(x: axis, y: .hidden())).drawing().texts.filter { $0.role == .xTick }.map(\.string)
  }

  @Test func roundNumbersInsideTheRange() throws {
    #expect(try ticks(.linear(range: 0...1)) == ["0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(try ticks(.linear(range: -1...1)) == ["−1.00", "−0.75", "−0.50", "−0.25", "0", "0.25", "0.50", "0.75", "1.00"])
    #expect(try ticks(.linear(range: 0...60_000)) == ["0", "10,000", "20,000", "30,000", "40,000", "50,000", "60,000"])
    #expect(try ticks(.linear(range: 0.3...0.301)).first == "0.3000")
  }

  @Test func largeAndSmallNumbersArePowersOfTen() throws {
    #expect(try ticks(.linear(range: 0...3e8)).contains("2.0×10^{8}"))
    #expect(try ticks(.linear(range: 0...4e-6)).contains("2×10^{−6}"))
  }

  @Test func percentAndIntegers() throws {
    #expect(try ticks(.linear(range: 0...1, format: .percent)) == ["0%", "20%", "40%", "60%", "80%", "100%"])
    #expect(try ticks(.linear(range: 0...2, format: .integer)) == ["0", "1", "2"])
  }

  @Test func logarithmicTicks() throws {
    #expect(try ticks(.logarithmic(range: 1e-3...1e3)) == ["10^{−3}", "10^{−2}", "10^{−1}", "1", "10", "10^{2}", "10^{3}"])
    #expect(try ticks(.logarithmic(range: 2...50)) == ["2", "5", "10", "20", "50"])
    let wide = try ticks(.logarithmic(range: 1e-30...1e30))
    #expect(wide.count >= 3 && wide.count <= 10)
  }

  @Test func aNarrowAxisHasFewTicksButTwo() throws {
    let narrow = try ticks(.linear(range: 0...60_000), width: 24)
    #expect(narrow.count >= 2 && narrow.count <= 4)
  }

  @Test func givenTicksAreKept() throws {
    #expect(try ticks(.linear(range: 0...10, ticks: .at([0, 2.5, 5, 99]))) == ["0", "2.5", "5.0"])
    #expect(try ticks(.linear(range: 0...10, ticks: .labelled([Tick(3, "three")]))) == ["three"])
    #expect(try ticks(.linear(range: 0...10, ticks: .none)).isEmpty)
  }

  @Test func automaticRangesCoverTheData() throws {
    func y(_ marks: [any Mark], _ axis: Axis = .linear()) throws -> [String] {
      try Figure(width: 90, height: 60, Panel(y: axis, marks: marks)).drawing().texts.filter { $0.role == .yTick }.map(\.string)
    }
    #expect(try y([Bars([3, 5, 4])]).first == "0")
    #expect(try y([Line([7, 7, 7])]).contains("7.0"))
    #expect(try y([Line([5, 6])], .linear(including: [0])).contains("0"))
    #expect(try y([Line([-1, 0, 1, 100])], .logarithmic()) == ["1", "10", "10^{2}"])
  }
}
