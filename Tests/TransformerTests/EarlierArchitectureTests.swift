import Foundation
import Testing
import Transformer

/// Architectures as files had them before weights were expressions, with the tensors that they declared.
@Suite struct EarlierArchitectureTests {
  struct Example: Decodable, Sendable {
    let name, json: String
    let names: [String]
    let shapes: [[Int]]
    let ties: [[String]]
    let learned: Int
  }

  static func examples() throws -> [Example] {
    let url = try #require(Bundle.module.url(forResource: "Fixtures/earlier-architectures", withExtension: "json"))
    return try JSONDecoder().decode([Example].self, from: Data(contentsOf: url))
  }

  /// The same tensors in the same order and shapes: initial values and training then have the same bits.
  @Test func theyDeclareTheSameTensors() throws {
    let examples = try Self.examples()
    #expect(examples.count == 34)
    for example in examples {
      let architecture = try JSONDecoder().decode(Architecture.self, from: Data(example.json.utf8))
      let parameters = try Program(architecture).parameters
      #expect(parameters.parameters.map(\.name) == example.names, "\(example.name)")
      #expect(parameters.parameters.map(\.shape) == example.shapes, "\(example.name)")
      #expect(parameters.learnableCount == example.learned, "\(example.name)")
      for (parameter, ties) in zip(parameters.parameters, example.ties) {
        #expect(Set(ties).isSubset(of: parameter.aliases), "\(example.name): \(parameter.name)")
      }
      let again = try JSONDecoder().decode(Architecture.self, from: JSONEncoder().encode(architecture))
      #expect(again == architecture, "\(example.name)")
    }
  }
}
