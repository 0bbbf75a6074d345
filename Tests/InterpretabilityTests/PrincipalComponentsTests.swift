import Interpretability
import Testing

@Suite struct PrincipalComponentsTests {
  private let cloud: [[Double]] = [[2, 0.1, 5], [-1, 0.4, 5.5], [0.5, -0.7, 4], [3, 0.2, 6], [-2, -0.3, 3.5]]

  @Test func axesAreOrthonormalAndRebuildTheVectors() throws {
    let pca = try PrincipalComponents(cloud)
    for (i, a) in pca.axes.enumerated() {
      for (j, b) in pca.axes.enumerated() {
        let dot = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(dot - (i == j ? 1 : 0)) < 1e-12)
      }
    }
    for (vector, coordinates) in zip(cloud, pca.coordinates) {
      for d in 0..<3 {
        let rebuilt = pca.mean[d] + zip(coordinates, pca.axes).reduce(0) { $0 + $1.0 * $1.1[d] }
        #expect(abs(rebuilt - vector[d]) < 1e-12)
      }
    }
    #expect(abs(pca.explainedVariance.reduce(0, +) - 1) < 1e-12)
    #expect(pca.explainedVariance == pca.explainedVariance.sorted(by: >))
  }

  @Test func aLineHasOneComponent() throws {
    let pca = try PrincipalComponents((0..<6).map { [Double($0), -2 * Double($0), 2 * Double($0)] })
    #expect(abs(pca.explainedVariance[0] - 1) < 1e-12)
    #expect(abs(abs(pca.axes[0][0]) - 1.0 / 3) < 1e-12)
  }

  @Test func equalVectorsHaveNoVariance() throws {
    let pca = try PrincipalComponents([[1, 2], [1, 2], [1, 2]])
    #expect(pca.explainedVariance == [0, 0])
  }
}
