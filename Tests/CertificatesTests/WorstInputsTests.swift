import Addition
import Checkpoints
import Foundation
import ReferenceModels
import Testing
import Transformer

@testable import Certificates

/// The inputs on which margins are least.
@Suite struct WorstInputsTests {
  private static func shipped(_ name: String) throws -> Model { try Checkpoint.read("\(ShippedModel.folder)/\(name)").model }

  private static func changed(_ name: String, _ factor: Float) throws -> Model {
    let model = try shipped(name)
    var weights = model.weights
    weights[0] *= factor
    return try Model(model.architecture, weights: weights)
  }

  /// What the float64 engine has as margins is what the search says, to its own rounding.
  private static func requireEngineAgrees(_ inputs: some Sequence<WorstInput>, _ model: Model) {
    let engine = EngineRun(model)
    for input in inputs {
      engine.run([input.problem])
      let (margin, scale) = engine.margin(input.place, lane: 0)
      #expect((margin - input.margin).magnitude < 1e-6 * max(scale, 1), "\(input.problem) at Z\(input.place)")
    }
  }

  /// Of a proved model nothing is wrong, and the worst that is found is near the bound; in two dimensions that is less tight.
  @Test(arguments: ["microadder-57p", "period12-25p", "period12-20p"]) func nothingIsBelowAProof(name: String) throws {
    let model = try Self.shipped(name)
    let worst = try WorstInputs(model, threads: 2)
    let margin = try #require(try Certificate(model, threads: 2).margin)
    #expect(worst.wrong == 0 && worst.looked > 10_000)
    let least = try #require(worst.worst)
    #expect(least.margin >= margin && least.margin < 3 * margin, "\(least.margin) and \(margin)")
    #expect(worst.inputs == worst.inputs.sorted())
    Self.requireEngineAgrees(worst.inputs.prefix(200), model)
  }

  @Test(arguments: [("microadder-57p", Float(0.9)), ("period12-20p", 0.97), ("microadder-67p", 0.95)])
  func wrongOnesComeFirst(name: String, factor: Float) throws {
    let model = try Self.changed(name, factor)
    let worst = try WorstInputs(model, most: 10, threads: 2)
    #expect(worst.wrong > 0 && worst.inputs[0].isWrong)
    #expect(worst.inputs.prefix { $0.isWrong }.count == worst.inputs.count { $0.isWrong })
    Self.requireEngineAgrees(worst.inputs.prefix(200), model)
    let answers = model.answers(to: ProblemSuite(sums: worst.inputs.prefix { $0.isWrong }.map(\.problem)))
    for (input, answer) in zip(worst.inputs, answers) { #expect(answer != input.problem.sum, "\(input.problem)") }
    // At most so many of a question, and a fifth of them of a cell.
    for inputs in Dictionary(grouping: worst.inputs, by: { [$0.place, Self.previous($0)] }).values {
      #expect(inputs.count <= 10)
      let cells = Dictionary(grouping: inputs) { Dissection.cell($0.place, Operands($0.problem)) }
      #expect(cells.values.allSatisfy { $0.count <= 2 })
    }
  }

  /// The digit of the sum before a place's.
  private static func previous(_ input: WorstInput) -> Int {
    input.place == 0 ? 0 : Array(input.problem.sumDigits).map { Int($0) }[input.place - 1]
  }

  @Test func theSameOnAnyNumberOfThreads() throws {
    let model = try Self.changed("period12-25p", 0.9)
    let (one, three) = (try WorstInputs(model, threads: 1), try WorstInputs(model, threads: 3))
    #expect(one.inputs == three.inputs && one.wrong == three.wrong && one.looked == three.looked)
  }

  @Test func modelsOfTwoLayersAreRefused() throws {
    let model = try RandomModels.model(.gptAcc(width: 4, hidden: 4, layers: 2), seed: 1)
    #expect(throws: CertificateError.tooManyLayers(2)) { try WorstInputs(model) }
    #expect(throws: CertificateError.tooManyLayers(2)) { try Certificate.requireFit(model) }
  }
}
