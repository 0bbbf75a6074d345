import Addition
import Foundation
import Testing
import Training

@Suite struct OptimizationTests {
  @Test func learningRateWarmsUpThenFollowsACosine() {
    let rate = LearningRate(peak: 0.02, finalFraction: 0.1, warmup: 1_000)
    #expect(rate.rate(at: 0, of: 60_000) == 0.02 / 1_000)
    #expect(rate.rate(at: 999, of: 60_000) == 0.02)
    #expect(abs(rate.rate(at: 1_000, of: 60_000) - 0.02) < 1e-15)
    #expect(abs(rate.rate(at: 30_500, of: 60_000) - 0.011) < 1e-9)
    #expect(abs(rate.rate(at: 59_999, of: 60_000) - 0.002) < 1e-8)
    #expect(rate.rate(at: 90_000, of: 60_000) == 0.002)
    #expect(LearningRate(peak: 1, warmup: 0).rate(at: 0, of: 10) == 1)
  }

  /// The update written out for one parameter, as in the paper.
  @Test func adamWIsTheUpdateOfThePaper() throws {
    let optimizer = AdamW()
    var moments = AdamW.Moments<Double>(count: 2)
    var parameters = [1.5, -0.25]
    var (m, v, p) = (0.0, 0.0, 1.5)
    for (t, g) in [0.3, -0.2, 0.05].enumerated() {
      let gradient = [g, 0]
      parameters.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        optimizer.update(base, gradient: gradient, moments: &moments, learningRate: 0.01, weightDecay: 0.1)
      }
      m = 0.9 * m + 0.1 * g
      v = 0.999 * v + 0.001 * g * g
      let (mHat, vHat) = (m / (1 - pow(0.9, Double(t + 1))), v / (1 - pow(0.999, Double(t + 1))))
      p = p - 0.01 * 0.1 * p - 0.01 * mHat / (vHat.squareRoot() + 1e-8)
      #expect(abs(parameters[0] - p) < 1e-14)
    }
    // Without a gradient only the decay is left.
    #expect(abs(parameters[1] - -0.25 * pow(1 - 0.001, 3)) < 1e-15)
    #expect(moments.updates == 3)
  }

  @Test func clippingKeepsTheDirection() {
    var gradient = [3.0, 4.0]
    let norm = gradient.withUnsafeMutableBufferPointer { g in
      g.baseAddress.map { GradientClipping.clip($0, count: 2, toNorm: 1) }
    }
    #expect(norm == 5)
    #expect(abs(gradient[0] - 0.6) < 1e-6 && abs(gradient[1] - 0.8) < 1e-6)
    var small = [0.3, 0.4]
    small.withUnsafeMutableBufferPointer { g in
      _ = g.baseAddress.map { GradientClipping.clip($0, count: 2, toNorm: 1) }
    }
    #expect(small == [0.3, 0.4])
  }
}
