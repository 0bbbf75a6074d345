import Lanes
import Testing

@Suite struct GELUTests {
  @Test func geluDerivativesAreDifferencesOfGELU() {
    for x in stride(from: -6.0, through: 6.0, by: 0.37) {
      let h = 1e-5
      let exact = (GELU.exact(ExactLane(repeating: x + h)) - GELU.exact(ExactLane(repeating: x - h)))[0] / (2 * h)
      #expect(abs(GELU.exactDerivative(ExactLane(repeating: x))[0] - exact) < 1e-9)
      let approximate =
        (GELU.tanhApproximation(ExactLane(repeating: x + h)) - GELU.tanhApproximation(ExactLane(repeating: x - h)))[0]
        / (2 * h)
      #expect(abs(GELU.tanhApproximationDerivative(ExactLane(repeating: x))[0] - approximate) < 1e-9)
    }
  }
}
