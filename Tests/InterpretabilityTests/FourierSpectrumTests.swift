import Addition
import Foundation
import Interpretability
import Testing

@Suite struct FourierSpectrumTests {
  @Test(arguments: 1...5) func aCosineSitsAtItsFrequency(frequency: Int) throws {
    let vectors = (0..<10).map { i in
      [4 + 2 * cos(2 * .pi * Double(frequency * i) / 10), -1.5 * cos(2 * .pi * Double(frequency * i) / 10)]
    }
    let spectrum = FourierSpectrum(vectors, draws: 199)
    for (index, test) in spectrum.variance.enumerated() {
      #expect(abs(test.value - (index + 1 == frequency ? 1 : 0)) < 1e-12)
    }
    // Turned or mirrored, and for frequency 5 dealt out among evens, the same digits have the same spectrum: seldom.
    #expect(spectrum.variance[frequency - 1].p < 0.05)
    #expect(abs(spectrum.energy[0] - 160) < 1e-9)
  }

  /// Parseval: nothing is lost and nothing counted twice.
  @Test(arguments: [2, 9, 10]) func sharesSumToOne(count: Int) {
    var random = RandomStream(seed: 2, purpose: .analysis)
    let vectors = (0..<count).map { _ in (0..<7).map { _ in random.normal() + 1 } }
    let spectrum = FourierSpectrum(vectors, draws: 5)
    let squares = vectors.joined().reduce(0) { $0 + $1 * $1 }
    #expect(abs(spectrum.energy.reduce(0, +) - squares) < 1e-9 * squares)
    #expect(abs(spectrum.energyShares.reduce(0, +) - 1) < 1e-12)
    #expect(abs(spectrum.variance.reduce(0) { $0 + $1.value } - 1) < 1e-12)
    #expect(spectrum.energy.count == count / 2 + 1 && spectrum.variance.count == count / 2)
  }

  /// An arc `A e^(i(s + d t))` has at +-k the energy of two geometric series, `A^2 sin^2(5 x) / sin^2(x / 2) / 10`, x = t -+ 2 pi k / 10.
  @Test func anArcHasTheSpectrumOfItsFormula() throws {
    let geometry = try TokenGeometry(TestModels.microAdder())
    let arc = try #require(geometry.arc)
    let energy = FourierSpectrum(geometry.vectors, draws: 1).energy
    func series(_ k: Int) -> Double {
      let x = arc.stride - 2 * .pi * Double(k) / 10
      return arc.amplitude * arc.amplitude * pow(sin(5 * x), 2) / pow(sin(x / 2), 2) / 10
    }
    let formula = [series(0)] + (1...4).map { series($0) + series(-$0) } + [series(5)]
    for (found, expected) in zip(energy, formula) { #expect(abs(found - expected) < 1e-4 * formula[0], "\(energy) \(formula)") }
  }

  @Test func aStraightRowHasTheSpectrumOfARamp() {
    let formula = (1...5).map { ($0 == 5 ? 1 : 2) / pow(sin(.pi * Double($0) / 10), 2) }
    for (found, expected) in zip(FourierSpectrum.straightRow(10), formula) {
      #expect(abs(found - expected / formula.reduce(0, +)) < 1e-12)
    }
  }

  @Test func vectorsInNoOrderHaveNoFrequency() throws {
    let p = (0..<40).map { index -> Double in
      var random = RandomStream(seed: 1, purpose: .analysis, step: 77, index: index)
      let vectors = (0..<10).map { _ in (0..<4).map { _ in random.normal() } }
      return FourierSpectrum(vectors, draws: 79, seed: 3).variance[0].p
    }
    let mean = p.reduce(0, +) / 40
    #expect(abs(mean - 0.5) < 0.15, "\(p)")
  }

  @Test func equalVectorsHaveNoVariance() {
    let spectrum = FourierSpectrum(Array(repeating: [1, 2], count: 10))
    #expect(spectrum.variance.isEmpty)
    #expect(abs(spectrum.energyShares[0] - 1) < 1e-12)
    #expect(FourierSpectrum(Array(repeating: [0], count: 10)).energyShares.allSatisfy { $0 == 0 })
  }
}
