import Addition
import Interpretability
import Testing
import Transformer

@Suite struct HeadCircuitTests {
  /// The singular values and directions multiply out to the products of the weights themselves, norms' weights included.
  @Test(arguments: GeometryStudyTests.architectures) func theyAreTheProductsOfTheWeights(architecture: Architecture) throws {
    let model = try GeometryStudyTests.model(architecture)
    let study = try GeometryStudy(model, on: .carry(count: 11), draws: 1)
    let (attention, width) = (architecture.attention, architecture.residual.width)
    for circuit in study.circuits {
      func matrix(_ place: WeightPlace) throws -> WeightMatrix {
        try #require(model.matrix(of: WeightSite(place, layer: circuit.layer)))
      }
      let (query, key, value, output) = (try matrix(.query), try matrix(.key), try matrix(.value), try matrix(.output))
      let (norm, keyHead) = (try matrix(.norm1), circuit.head * architecture.keyValueHeads / attention.heads)
      let hasNorms = architecture.has(.queryNorm)
      let (queryNorm, keyNorm) = hasNorms ? (try matrix(.queryNorm), try matrix(.keyNorm)) : (norm, norm)
      /// An entry of what a projection reads, as x -> W (w x), where a LayerNorm first takes the mean out of x.
      func read(_ matrix: WeightMatrix, _ place: WeightPlace, _ row: Int, _ dim: Int) -> Double {
        let part = architecture.residual.features(of: architecture.part(readBy: place))
        func entry(_ d: Int) -> Double { part.contains(d) ? matrix[row, d - part.lowerBound] * norm[0, d] : 0 }
        return entry(dim) - (architecture.norm.kind == .layer ? (0..<width).reduce(0) { $0 + entry($1) } / Double(width) : 0)
      }
      for i in 0..<width {
        for j in 0..<width {
          var (queryKey, outputValue) = (0.0, 0.0)
          for f in 0..<attention.queryKeyWidth {
            let scale = hasNorms ? queryNorm[0, f] * keyNorm[0, f] : 1
            queryKey +=
              scale * read(query, .query, circuit.head * attention.queryKeyWidth + f, i)
              * read(key, .key, keyHead * attention.queryKeyWidth + f, j)
          }
          for f in 0..<attention.valueWidth {
            outputValue +=
              read(value, .value, keyHead * attention.valueWidth + f, i) * output[j, circuit.head * attention.valueWidth + f]
          }
          #expect(abs(product(circuit.queryKey, i, j) - queryKey) < 1e-10 * max(1, circuit.queryKey.values[0]))
          #expect(abs(product(circuit.outputValue, i, j) - outputValue) < 1e-10 * max(1, circuit.outputValue.values[0]))
        }
      }
    }
  }

  private func product(_ directions: SingularDirections, _ i: Int, _ j: Int) -> Double {
    directions.values.indices.reduce(0) { $0 + directions.values[$1] * directions.left[$1][i] * directions.right[$1][j] }
  }

  @Test(arguments: GeometryStudyTests.architectures) func directionsAreOrthonormal(architecture: Architecture) throws {
    let study = try GeometryStudy(try GeometryStudyTests.model(architecture), on: .carry(count: 11), draws: 1)
    for directions in study.circuits.flatMap({ [$0.queryKey, $0.outputValue] }) {
      #expect(directions.values == directions.values.sorted(by: >))
      #expect(abs(directions.shares.reduce(0, +) - 1) < 1e-12)
      for vectors in [directions.left, directions.right] {
        for (i, a) in vectors.enumerated() {
          for (j, b) in vectors.enumerated() {
            let dot = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
            #expect(abs(dot - (i == j ? 1 : 0)) < 1e-10)
          }
        }
      }
    }
  }
}
